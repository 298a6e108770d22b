import { types } from "node:util";
import { encodeAttributes } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Attributes, AttributesSchema, ResolvedRepositoryOptions } from "../options/index.js";

/**
 * The JSON text of attributes that passed the collection's schema. What the schema makes of them (defaults,
 * transformations) is what is stored.
 *
 * @throws OctavecError `INVALID_ATTRIBUTES`, naming paths and reasons, never values.
 */
export function checkedAttributes(
  attributes: unknown,
  { attributes: schema }: ResolvedRepositoryOptions,
): string {
  return encodeAttributes(requireObject(schema === undefined ? attributes : parseWith(schema, attributes)));
}

/**
 * The same for an element that comes without attributes: what the schema makes of `{}`.
 *
 * @returns undefined when the element has no attributes.
 * @throws OctavecError `INVALID_ATTRIBUTES` when the schema requires a field.
 */
export function defaultAttributes(options: ResolvedRepositoryOptions): string | undefined {
  if (options.attributes === undefined) return undefined;
  const text = checkedAttributes({}, options);
  return text === "{}" ? undefined : text;
}

/** What a schema makes of attributes. It is the caller's code: it may throw, or answer anything. */
function parseWith(schema: AttributesSchema<Attributes>, attributes: unknown): unknown {
  const answer = readingSchema(() => schema.safeParse(attributes) as unknown);
  if (typeof answer === "object" && answer !== null) {
    if (types.isPromise(answer)) answer.catch(() => {});
    const { success, data, error } = readingSchema(() => {
      const { success, data, error } = answer as Partial<Record<"success" | "data" | "error", unknown>>;
      return { success, data, error };
    });
    if (success === true) return data;
    if (success === false) throw readingSchema(() => refusedBySchema(error as SchemaError));
  }
  throw new OctavecError(
    "INVALID_ATTRIBUTES",
    "The collection's schema must answer { success: true, data } or { success: false, error }, and not with a promise. Give it a synchronous safeParse.",
  );
}

function readingSchema<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new OctavecError(
      "INVALID_ATTRIBUTES",
      "The collection's schema threw an error (see cause) instead of an answer; it must check synchronously.",
      { cause },
    );
  }
}

type SchemaError = Extract<
  ReturnType<AttributesSchema<Attributes>["safeParse"]>,
  { success: false }
>["error"];

function refusedBySchema({ issues }: SchemaError): OctavecError {
  const problems = Array.from(issues, ({ path, message }) => ({
    // A key may be a symbol, which does not become text by itself.
    path: Array.from(path, String).join("."),
    message: String(message),
  }));
  const lines = problems.map(({ path, message }) => `${path || "attributes"}: ${message}`);
  return new OctavecError(
    "INVALID_ATTRIBUTES",
    `The attributes do not fit the collection's schema: ${lines.join("; ")}.`,
    { details: { paths: problems.map(({ path }) => path) } },
  );
}

function requireObject(attributes: unknown): object {
  if (typeof attributes === "object" && attributes !== null) return attributes;
  throw new OctavecError(
    "INVALID_ATTRIBUTES",
    `attributes: expected an object, got ${attributes === null ? "null" : typeof attributes}.`,
  );
}
