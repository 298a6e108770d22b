import fc from "fast-check";
import { z } from "zod";
import { type Attributes, type Filter, f } from "../../src/index.js";

/** Few names, so that filters name existing fields. Some contain words or signs of the filter language. */
const FIELDS = ["a", "not", "x-1"];

/** Few texts, so that some are equal. They contain every kind of difficulty. */
export const HOSTILE_TEXTS: readonly string[] = [
  ...["", " ", "0", "-0", "1", "10", " 10", "  10", "10.0", "1e1", "0xA", "inf", "nan", "null", "true", "-"],
  ...[
    "en",
    " en",
    "e",
    "ä",
    "😀",
    "e\ud83d",
    "it's",
    'say "x"',
    `it's "x"`,
    "C:\\",
    "\\",
    '\\"',
    "a\0b",
    "a\bb",
  ],
  ...["a\nb\r\tc", "\u001f", "\ud83d", "\ude00\ud83d", "%!", "%!x", "%!%00", "%", "5C", "\u2028\u0085\u007f"],
  ...["1 or 1 == 1", '" or 1 == 1 or "', "' or 1 == 1 or '", '"] or .a in ["', ") or (1 == 1", "\0 or 1"],
  ...["long ".repeat(100), `${"0".repeat(253)}10`, `${"0".repeat(254)}10`],
];

const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  fc.string({ unit: "binary", maxLength: 8 }),
);
const number = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(-1.5, -1, 0, -0, 0.1, 1, 2, 10, 1e21, 1e-7, -1e-7, 5e-324, 1.7e308, 2 ** 53),
  },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const scalar = fc.oneof(text, number, fc.boolean());
const object = fc.dictionary(fc.oneof(text, fc.constantFrom(...FIELDS)), scalar, {
  maxKeys: 2,
  noNullPrototype: true,
});
const item = fc.oneof(
  { weight: 12, arbitrary: scalar },
  fc.constant(null),
  fc.array(scalar, { maxLength: 2 }),
  object,
);
const value = fc.oneof(
  { weight: 5, arbitrary: text },
  { weight: 4, arbitrary: number },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.array(item, { maxLength: 4 }) },
  { weight: 1, arbitrary: object },
);

/** The attributes of a record: often the fields that `anyFilter` names, with values of all kinds. */
export const anyAttributes = fc.dictionary(
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...FIELDS) }, text),
  value,
  {
    maxKeys: 5,
    noNullPrototype: true,
  },
);

const field = fc.constantFrom(...FIELDS);
const operand = fc.oneof({ weight: 8, arbitrary: scalar }, fc.constantFrom(10n, new Date(10), new Date(0)));
const bound = fc.oneof({ weight: 3, arbitrary: number }, text, fc.constantFrom(10n, new Date(10)));

const condition: fc.Arbitrary<Filter> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom("eq", "eq", "ne", "contains"), field, operand)
      .map(([type, name, x]) => f[type](name, x)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom("gt", "gte", "lt", "lte"), field, bound)
      .map(([type, name, x]) => f[type](name, x)),
  },
  fc
    .tuple(field, fc.oneof(fc.tuple(number, number), fc.tuple(text, text)))
    .map(([name, [min, max]]) => f.between(name, min, max)),
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom("in", "notIn"),
        field,
        fc.oneof(fc.array(operand, { maxLength: 5 }), fc.array(text, { maxLength: 5 })),
      )
      .map(([type, name, values]) => f[type](name, values)),
  },
  fc.tuple(fc.constantFrom("exists", "missing"), field).map(([type, name]) => f[type](name)),
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom("startsWith", "textContains"), field, text)
      .map(([type, name, x]) => f[type](name, x)),
  },
);

/** Any tree of up to four levels. */
export const anyFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 3, arbitrary: condition },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom("and", "or"), fc.array(tie("filter"), { minLength: 1, maxLength: 3 }))
        .map(([type, filters]) => f[type](...filters)),
    },
    // Of one field, which the server can decide.
    fc
      .tuple(field, fc.array(operand, { minLength: 1, maxLength: 3 }))
      .map(([name, values]) => f.or(...values.map((x) => f.eq(name, x)))),
    { weight: 1, arbitrary: tie("filter").map(f.not) },
  ),
})).filter;

interface FieldPlan {
  readonly schema: z.ZodType;
  readonly value: fc.Arbitrary<unknown>;
  /** Conditions that fit the schema. */
  readonly condition: (name: string) => fc.Arbitrary<Filter>;
}

const TEXT: FieldPlan = {
  schema: z.string(),
  value: text,
  condition: (name) =>
    fc.oneof(
      fc
        .tuple(fc.constantFrom("eq", "ne", "gt", "lte", "startsWith", "textContains"), text)
        .map(([type, x]) => f[type](name, x)),
      fc.tuple(fc.constantFrom("in", "notIn"), fc.array(text)).map(([type, x]) => f[type](name, x)),
    ),
};
const NUMBER: FieldPlan = {
  schema: z.number(),
  value: number,
  condition: (name) =>
    fc.oneof(
      fc
        .tuple(fc.constantFrom("eq", "ne", "gt", "gte", "lt", "lte"), number)
        .map(([type, x]) => f[type](name, x)),
      fc.tuple(number, number).map(([min, max]) => f.between(name, min, max)),
      fc.array(number).map((x) => f.in(name, x)),
    ),
};
const BOOLEAN: FieldPlan = {
  schema: z.boolean(),
  value: fc.boolean(),
  condition: (name) =>
    fc.tuple(fc.constantFrom("eq", "ne"), fc.boolean()).map(([type, x]) => f[type](name, x)),
};

function listOf({ schema, value: items }: FieldPlan): FieldPlan {
  return {
    schema: z.array(schema),
    value: fc.array(items, { maxLength: 4 }),
    condition: (name) => items.map((x) => f.contains(name, x as string)),
  };
}

export interface SchemaPlan {
  readonly schema: z.ZodType<Attributes>;
  readonly record: fc.Arbitrary<Attributes>;
  readonly filter: fc.Arbitrary<Filter>;
}

/** A random schema of four fields, some optional or nullable, with records and filters that fit it. */
export const anySchema: fc.Arbitrary<SchemaPlan> = fc
  .array(
    fc.record({
      plan: fc.constantFrom(TEXT, NUMBER, BOOLEAN, listOf(TEXT), listOf(NUMBER)),
      may: fc.constantFrom("be absent", "be null", "be neither"),
    }),
    { minLength: 4, maxLength: 4 },
  )
  .map((fields) => {
    const named = fields.map((field, i) => ({ ...field, name: `field-${i}` }));
    const shape = named.map(({ name, plan: { schema }, may }) => [
      name,
      may === "be absent" ? schema.optional() : may === "be null" ? schema.nullable() : schema,
    ]);
    const values = named.map(({ name, plan: { value: present }, may }) => [
      name,
      may === "be neither" ? present : fc.option(present, { nil: may === "be null" ? null : undefined }),
    ]);
    const one = fc.oneof(
      ...named.map(({ name, plan }) =>
        fc.oneof(
          { weight: 5, arbitrary: plan.condition(name) },
          fc.constantFrom(f.exists(name), f.missing(name)),
        ),
      ),
    );
    const tree = fc.letrec<{ filter: Filter }>((tie) => ({
      filter: fc.oneof(
        { maxDepth: 3, depthSize: "small" },
        one,
        fc
          .tuple(fc.constantFrom("and", "or"), fc.array(tie("filter"), { minLength: 1, maxLength: 3 }))
          .map(([type, filters]) => f[type](...filters)),
        tie("filter").map(f.not),
      ),
    }));
    return {
      schema: z.object(Object.fromEntries(shape)),
      record: fc.record(Object.fromEntries(values), { noNullPrototype: true }),
      filter: tree.filter,
    };
  });
