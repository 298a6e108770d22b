import type { z } from "zod";
import { OctavecError, reading } from "../errors/index.js";

/**
 * Parses an options object once, at construction, and returns it resolved (defaults filled in). The schemas that
 * `octavec` itself uses are `z.lazy`: they are built here, at their first use, so that importing the package stays quick.
 *
 * @param what - How the message calls the object, for example `"connect options"`.
 * @throws OctavecError `INVALID_OPTIONS` with one line per problem: path and reason, never the value (it may be a secret).
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
