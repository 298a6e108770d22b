import { z } from "zod";

/** The parts of a JSON schema that a table of options shows. */
export interface OptionFacts {
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  default?: unknown;
  anyOf?: readonly OptionFacts[];
  items?: OptionFacts;
  properties?: Readonly<Record<string, OptionFacts>>;
  /** Facts of the values of a record; false for an object with fixed fields. */
  additionalProperties?: OptionFacts | false;
  required?: readonly string[];
}

/** The facts of a zod schema: types, ranges and defaults. What only code can check has no facts. */
export function factsOfSchema(schema: z.ZodType): OptionFacts {
  const facts: object = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" });
  return facts;
}

/**
 * The facts of options that are checked by hand (`field-rules.ts`), from what the check itself says when it refuses a
 * value: it names the known fields and what it expects of each.
 */
export function factsOfCheck(check: (options: object) => void): OptionFacts {
  const known = /Known are (.*)\.$/.exec(refusalOf(check, { "?": 1 }))?.[1] ?? "";
  const properties = known.split(", ").map((name) => {
    const expected = /expected (.*), got/.exec(refusalOf(check, { [name]: Symbol(name) }))?.[1] ?? "";
    return [name, factsOfExpectation(expected)] as const;
  });
  return { type: "object", properties: Object.fromEntries(properties) };
}

function refusalOf(check: (options: object) => void, options: object): string {
  try {
    check(options);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error(`the check refuses no field like ${Object.keys(options).join()}`);
}

function factsOfExpectation(expected: string): OptionFacts {
  const range = /^a (whole )?number from (-?[\d.]+) to (-?[\d.]+)$/.exec(expected);
  if (range) {
    return {
      type: range[1] === undefined ? "number" : "integer",
      minimum: Number(range[2]),
      maximum: Number(range[3]),
    };
  }
  if (expected === "true or false") return { type: "boolean" };
  const words = [...expected.matchAll(/"(\w+)"/g)].map(([, word]) => word);
  return words.length > 0 ? { type: "string", enum: words } : {};
}

/** The alternatives of a union, or the facts alone. */
export function alternativesOf(facts: OptionFacts): readonly OptionFacts[] {
  return facts.anyOf?.flatMap(alternativesOf) ?? [facts];
}
