import type { CacheDefinition } from "../caches/index.js";
import { type FieldProblem, ProblemError } from "../http/index.js";

const MAX_VALUE_LENGTH = 500;

/**
 * Attributes as tags of entries: `name=value`, with the value as it came. A name has no `=`, so the first one ends it.
 *
 * @throws ProblemError 400 for a name that the cache does not declare, or a value that is none.
 */
export function tagsOfAttributes(
  { attributes: declared }: Pick<CacheDefinition, "attributes">,
  given: Readonly<Record<string, string>> = {},
): string[] {
  const fields: FieldProblem[] = [];
  const tags: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const fault = declared.includes(name) ? faultOf(value) : undeclared(declared);
    if (fault === undefined) tags.push(`${name}=${value}`);
    else fields.push({ field: `attributes.${name}`, ...fault });
  }
  if (fields.length === 0) return tags;
  throw new ProblemError({
    status: 400,
    type: "/errors/invalid-data",
    title: "Invalid data",
    detail: `attributes: ${fields[0]?.message}`,
    fields,
  });
}

export function attributesOfTags(tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    tags.map((tag) => {
      const end = tag.indexOf("=");
      return [tag.slice(0, end), tag.slice(end + 1)];
    }),
  );
}

function undeclared(declared: readonly string[]): Omit<FieldProblem, "field"> {
  // Clients look for the first text to know that the cache has none.
  const message =
    declared.length === 0
      ? "no attributes are configured for this cache"
      : `expected one of the attributes of this cache, which are ${declared.join(", ")}`;
  return { rule: "declared", message };
}

function faultOf(value: string): Omit<FieldProblem, "field"> | undefined {
  if (value.length === 0 || value.length > MAX_VALUE_LENGTH) {
    return { rule: "length", message: `expected a value of 1 to ${MAX_VALUE_LENGTH} characters` };
  }
  return value.includes(",") ? { rule: "pattern", message: "expected a value without commas" } : undefined;
}
