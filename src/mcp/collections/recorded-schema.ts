import type { Attributes, AttributesSchema } from "../../options/index.js";

/**
 * A schema that refuses attributes of another type than the collection's record says, so that a write by a tool does not break
 * the filters and the types of the application. Fields of which the record says nothing may hold anything.
 *
 * @param recorded - Kinds by field: `number` (booleans too), `text`, `text[]`, several with `|`, or `other` (an object or null).
 */
export function recordedSchema(recorded: ReadonlyMap<string, string>): AttributesSchema<Attributes> {
  return {
    safeParse(input) {
      const data = input as Attributes;
      const issues = Object.entries(data).flatMap(([field, value]) => {
        const expected = recorded.get(field);
        return expected === undefined || fits(value, expected.split("|"))
          ? []
          : [{ path: [field], message: `expected ${expected}, as the collection's record says` }];
      });
      return issues.length === 0 ? { success: true, data } : { success: false, error: { issues } };
    },
  };
}

function fits(value: unknown, kinds: readonly string[]): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value))
    return value.every((item) => item === null || kinds.includes(`${kindOf(item)}[]`));
  return kinds.includes(kindOf(value));
}

function kindOf(value: unknown): string {
  if (typeof value === "string") return "text";
  return typeof value === "number" || typeof value === "boolean" ? "number" : "other";
}
