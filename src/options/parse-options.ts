import type { z } from "zod";
import { OctavecError, reading } from "../errors/index.js";

/**
 * Checks an options object and fills in the defaults. Done once, when the owner of the options is created. The schemas of the
 * main entry point are `z.lazy`, so they are built here, at their first use, and importing the package stays quick.
 *
 * @param what - Name of the object for the error message, for example `"connect options"`.
 * @throws OctavecError `INVALID_OPTIONS` with path and reason of each problem, never with a value, which may be a secret.
 */
export function parseOptions<S extends z.ZodType>(schema: S, input: unknown, what: string): z.output<S> {
  return reading(what, "INVALID_OPTIONS", () => parse(schema, input, what));
}

function parse<S extends z.ZodType>(schema: S, input: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    path: issue.path.map(String).join("."),
    problem: issue.message,
  }));
  const lines = issues.map(({ path, problem }) => (path === "" ? problem : `${path}: ${problem}`));
  throw new OctavecError("INVALID_OPTIONS", `Invalid ${what}: ${lines.join("; ")}.`, { details: { issues } });
}
