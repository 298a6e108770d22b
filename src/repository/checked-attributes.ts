import { types } from "node:util";
import { encodeAttributes } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Attributes, AttributesSchema, ResolvedRepositoryOptions } from "../options/index.js";
import { EXPIRY_FIELD } from "./expiry/stored-instant.js";

/**
 * Checks attributes with the collection's schema and encodes the schema's output, which may contain defaults and transformed
 * values, as JSON.
 *
 * @throws OctavecError `INVALID_ATTRIBUTES`, with paths and reasons but no values.
 */
export function checkedAttributes(
  attributes: unknown,
  { attributes: schema }: ResolvedRepositoryOptions,
): string {
  const checked = requireObject(schema === undefined ? attributes : parseWith(schema, attributes));
  const text = encodeAttributes(checked);
  // Seen in the text, because a getter or proxy may answer otherwise the second time.
  if (text.includes(`"${EXPIRY_FIELD}":`) && Object.hasOwn(JSON.parse(text), EXPIRY_FIELD))
    throw reservedField();
  return text;
}

/**
 * The attributes of a record that has none: the schema's output for `{}`, as JSON.
 *
 * @returns undefined if there is no schema or its output is empty.
 * @throws OctavecError `INVALID_ATTRIBUTES` if the schema requires a field.
 */
export function defaultAttributes(options: ResolvedRepositoryOptions): string | undefined {
  if (options.attributes === undefined) return undefined;
  const text = checkedAttributes({}, options);
  return text === "{}" ? undefined : text;
}

/** The schema's output. A schema is the caller's code, so it may throw or return anything. */
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
    "The collection's schema must return { success: true, data } or { success: false, error } from safeParse, and not a promise.",
  );
}

function readingSchema<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new OctavecError(
      "INVALID_ATTRIBUTES",
      "The collection's schema threw an error (see cause) instead of returning a result; safeParse must be synchronous.",
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
    // A key may be a symbol, which join() cannot convert.
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

function reservedField(): OctavecError {
  return new OctavecError(
    "INVALID_ATTRIBUTES",
    `attributes.${EXPIRY_FIELD} is reserved for the expiry of the record. Give the record ttlMs, or use another name.`,
    { details: { path: EXPIRY_FIELD } },
  );
}

function requireObject(attributes: unknown): object {
  if (typeof attributes === "object" && attributes !== null) return attributes;
  throw new OctavecError(
    "INVALID_ATTRIBUTES",
    `attributes: expected an object, got ${attributes === null ? "null" : typeof attributes}.`,
  );
}
