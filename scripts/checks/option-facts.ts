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
  /** Facts about the values of a record; false for an object with fixed fields. */
  additionalProperties?: OptionFacts | false;
  required?: readonly string[];
}

/** Types, ranges and defaults of a zod schema. Checks by code have no facts. */
export function factsOfSchema(schema: z.ZodType): OptionFacts {
  const facts: object = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" });
  return facts;
}

/**
 * The facts about options that are checked by hand (`field-rules.ts`). They come from the errors of the check, which name
 * the known fields and the expected values.
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
  throw new Error(`the check does not refuse the field ${Object.keys(options).join()}`);
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
