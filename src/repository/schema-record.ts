import type { Command } from "../executor.js";
import { type Attributes, type AttributesSchema, attributeKinds, type FieldKinds } from "../options/index.js";
import { Script } from "../script.js";
import type { FieldDifference, Parameters } from "./collection-record.js";

/** Prefix of the fields of the record that say what the elements' attributes hold: `attribute:price` → `number`. */
const PREFIX = "attribute:";

/**
 * What the fields of a schema hold, in the format of the record: `number`, `text`, `text|text[]` (a text or a list of texts), or
 * `other` (an object or null). Fields of which nothing is known are left out, and so are all fields of a schema that is not a
 * zod object without further fields (see `attributeKinds`).
 */
export function schemaFields(schema: AttributesSchema<Attributes> | undefined): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, kinds] of attributeKinds(schema) ?? []) {
    if (kinds !== undefined) fields.set(PREFIX + name, describeKinds(kinds));
  }
  return fields;
}

/** What a record says of the fields of attributes, by their names, in the format of {@link schemaFields}. */
export function recordedSchema(stored: Parameters): Map<string, string> {
  return new Map(
    [...stored].flatMap(([field, kinds]) =>
      field.startsWith(PREFIX) ? [[field.slice(PREFIX.length), kinds] as const] : [],
    ),
  );
}

/**
 * The fields of which stored elements may hold something that the schema does not allow. A schema may have more fields than the
 * record, fewer, or allow more in a field.
 */
export function schemaDifferences(stored: Parameters, schema: Parameters): FieldDifference[] {
  return [...schema].flatMap(([field, wanted]) => {
    const found = stored.get(field);
    return found === undefined || includes(wanted, found) ? [] : [{ field, found, wanted }];
  });
}

/** The commands that add to the record what the schema allows in addition. Before, there must be no differences. */
export function recordSchema(metaKey: string, stored: Parameters, schema: Parameters): Command[] {
  return [...schema].flatMap(([field, kinds]): Command[] => {
    const found = stored.get(field);
    if (found === undefined) return [["HSETNX", metaKey, field, kinds]];
    return found === kinds ? [] : [["HSET", metaKey, field, kinds]];
  });
}

/** Replaces what an existing record says of the attributes. Arguments: fields and values. Reply: 1, or 0 without a record. */
export const REPLACE_SCHEMA = new Script(
  `
if redis.call('HEXISTS', KEYS[1], 'schemaVersion') == 0 then return 0 end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, ${PREFIX.length}) == '${PREFIX}' then redis.call('HDEL', KEYS[1], field) end
end
if #ARGV > 0 then redis.call('HSET', KEYS[1], unpack(ARGV)) end
return 1
`,
  { readOnly: false },
);

function describeKinds({ scalars, items }: FieldKinds): string {
  const kinds = [...scalars, ...[...items].map((kind) => `${kind}[]`)].sort();
  return kinds.length === 0 ? "other" : kinds.join("|");
}

function includes(wide: string, narrow: string): boolean {
  const allowed = new Set(wide.split("|"));
  return narrow.split("|").every((kind) => allowed.has(kind));
}
