import { z } from "zod";
import type { Attributes, AttributesSchema } from "./repository-options.js";

/** The types of values that filters can compare. Booleans count as numbers. */
export type ScalarKind = "text" | "number";

/** What a field may hold, apart from null. */
export interface FieldKinds {
  readonly scalars: ReadonlySet<ScalarKind>;
  /** Of the items, if the field may hold a list. */
  readonly items: ReadonlySet<ScalarKind>;
}

/** The fields that a schema allows. A field of which nothing is known is undefined. */
export type AttributeKinds = ReadonlyMap<string, FieldKinds | undefined>;

/**
 * The fields of a zod 4 schema's output, from its JSON Schema (https://zod.dev/json-schema).
 *
 * @returns undefined if they are not known: for another library's schema, and for one that allows any further field.
 */
export function attributeKinds(schema: AttributesSchema<Attributes> | undefined): AttributeKinds | undefined {
  if (schema === undefined) return undefined;
  let known = KNOWN.get(schema);
  if (known === undefined) {
    known = { kinds: readKinds(schema) };
    KNOWN.set(schema, known);
  }
  return known.kinds;
}

/** Schemas do not change, and reading one takes about as long as a search. */
const KNOWN = new WeakMap<object, { readonly kinds: AttributeKinds | undefined }>();

function readKinds(schema: AttributesSchema<Attributes>): AttributeKinds | undefined {
  try {
    if (!(schema instanceof z.core.$ZodType)) return undefined;
    const { properties, additionalProperties } = z.toJSONSchema(schema, {
      io: "output",
      unrepresentable: "any",
    });
    if (properties === undefined || additionalProperties !== false) return undefined;
    return new Map(Object.entries(properties).map(([name, field]) => [name, kindsOf(field)]));
  } catch {
    // The schema has no JSON Schema. It still checks every write.
    return undefined;
  }
}

type JsonSchema = z.core.JSONSchema._JSONSchema;

const NONE: ReadonlySet<ScalarKind> = new Set();
const SCALARS: ReadonlyMap<string, ReadonlySet<ScalarKind>> = new Map([
  ["string", new Set<ScalarKind>(["text"])],
  ...["number", "integer", "boolean"].map((type) => [type, new Set<ScalarKind>(["number"])] as const),
  ...["null", "object"].map((type) => [type, NONE] as const),
]);

function kindsOf(schema: JsonSchema): FieldKinds | undefined {
  if (typeof schema === "boolean") return undefined;
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return together(options.map(kindsOf));
  const { type, items } = schema as { type?: string | string[]; items?: unknown };
  if (Array.isArray(type)) return together(type.map((each) => kindsOf({ type: each } as JsonSchema)));
  if (type === "array") {
    const item =
      typeof items === "object" && !Array.isArray(items) ? kindsOf(items as JsonSchema) : undefined;
    return item && { scalars: NONE, items: item.scalars };
  }
  const scalars = SCALARS.get(type ?? "");
  return scalars && { scalars, items: NONE };
}

/** Undefined if one of them is unknown. */
function together(all: readonly (FieldKinds | undefined)[]): FieldKinds | undefined {
  const known = all.filter((kinds) => kinds !== undefined);
  if (known.length < all.length) return undefined;
  return {
    scalars: new Set(known.flatMap(({ scalars }) => [...scalars])),
    items: new Set(known.flatMap(({ items }) => [...items])),
  };
}
