import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import {
  decodeAttributes,
  decodeVgetattr,
  decodeVsim,
  encodeAttributes,
  encodeFilter,
  encodeFloat32Blob,
  encodeVadd,
  encodeVgetattr,
  encodeVsim,
  type Filter,
  f,
} from "../../../src/commands/index.js";
import { type CommandClient, openCommandClient } from "../../helpers/command-client.js";
import { evaluateFilter } from "../../helpers/evaluate-filter.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const vector = encodeFloat32Blob([1, 2]);

/** Few names, so that filters name existing fields. Some contain words or signs of the filter language. */
const FIELDS = ["a", "not", "x-1"];

/** Few texts, so that some are equal. They contain every kind of difficulty. */
const TEXTS = [
  ...["", " ", "0", "-0", "1", "10", " 10", "10.0", "1e1", "en", "de", "null", "true", "ä", "😀"],
  ...[
    "it's",
    'say "x"',
    `it's "x"`,
    "C:\\",
    "\\",
    "a\0b",
    "a\bb",
    "a\nb\r\tc",
    "\u001f",
    "\ud83d",
    "\ude00\ud83d",
  ],
  ...["%!", "%!x", "%!%00", "%", "1 or 1 == 1", '" or 1 == 1 or "', "' or 1 == 1 or '", "\u2028\u0085\u007f"],
  "long ".repeat(100),
];

const text = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...TEXTS) }, fc.string({ unit: "binary" }));
const number = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(-1.5, -1, 0, 0.1, 1, 2, 10, 1e21, 1e-7, -1e-7, 5e-324, 1.7e308) },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const value = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 4, arbitrary: number },
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(text, number, fc.boolean()), { maxLength: 3 }),
  fc.array(fc.dictionary(text, number, { maxKeys: 2, noNullPrototype: true }), {
    minLength: 1,
    maxLength: 2,
  }),
  fc.dictionary(fc.oneof(text, fc.constantFrom(...FIELDS)), fc.oneof(text, number), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
);
const field = fc.constantFrom(...FIELDS);
const attributes = fc.dictionary(fc.oneof({ weight: 4, arbitrary: field }, text), value, {
  maxKeys: 6,
  noNullPrototype: true,
});
const leaf = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(field, fc.oneof(text, number, fc.boolean())).map(([name, x]) => f.eq(name, x)),
  },
  fc
    .tuple(fc.constantFrom("gt", "gte", "lt", "lte"), field, number)
    .map(([type, name, x]) => f[type](name, x)),
  fc.tuple(field, number, number).map(([name, min, max]) => f.between(name, min, max)),
);
const filter: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 3, arbitrary: leaf },
  fc.array(leaf, { minLength: 1, maxLength: 3 }).map((filters) => f.and(...filters)),
  fc.tuple(leaf, leaf, leaf).map(([one, two, three]) => f.and(f.and(one, two), three)),
);

describe("filters on a server", () => {
  let client: CommandClient;

  beforeAll(async () => {
    client = await openCommandClient(inject("redisUrl"), 3);
  });
  afterAll(() => client.close());

  /** Stores each record as an element whose id is its index. Returns the key. */
  const store = async (records: readonly object[]): Promise<string> => {
    const key = uniquePrefix("filter");
    await Promise.all(
      records.map((record, i) =>
        client.send(
          encodeVadd({
            key,
            element: String(i),
            vector,
            quantization: "q8",
            m: 4,
            attributes: encodeAttributes(record),
          }),
        ),
      ),
    );
    return key;
  };
  const matching = async (key: string, condition: Filter, count: number): Promise<number[]> => {
    const command = encodeVsim({
      key,
      query: { vector },
      truth: true,
      count,
      filter: encodeFilter(condition),
    });
    const matches = decodeVsim(await client.send(command));
    return matches.map(({ element }) => Number(element)).sort((a, b) => a - b);
  };

  it("select the same records as the filter evaluated in JavaScript", async () => {
    let selected = 0;
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(attributes, { minLength: 10, maxLength: 20 }),
        fc.array(filter, { minLength: 5, maxLength: 15 }),
        async (records, filters) => {
          const key = await store(records);
          for (const condition of filters) {
            const expected = [...records.keys()].filter((i) => evaluateFilter(condition, records[i] ?? {}));
            selected += expected.length;
            compared += records.length;
            expect(await matching(key, condition, records.length), encodeFilter(condition)).toEqual(expected);
          }
          await client.send(["DEL", key]);
        },
      ),
      { numRuns: 100 },
    );
    // Without this the test could compare empty lists only.
    expect(selected).toBeGreaterThan(compared / 100);
  });

  it("find every text by equality, and no other value", async () => {
    const texts = [...new Set(TEXTS)];
    const others = [0, 1, 10, -0.5, true, false, null, [], ["en"], [""], [0], {}, { a: "en" }];
    const key = await store([...texts, ...others].map((a) => ({ before: ["\\", { a: 1 }], a })));
    for (const [i, a] of texts.entries()) {
      expect(await matching(key, f.eq("a", a), 100), JSON.stringify(a)).toEqual([i]);
    }
    await client.send(["DEL", key]);
  });

  it("find 0 and false among numbers and booleans, but not text (except the empty one) or lists", async () => {
    const values = [0, false, "0", "abc", [], ["a"], [0], null, {}, 1, ""];
    const key = await store(values.map((a) => ({ a })));
    for (const condition of [f.eq("a", 0), f.eq("a", false)]) {
      // Index 10 is the empty text, which the server cannot distinguish from 0.
      expect(await matching(key, condition, 100)).toEqual([0, 1, 10]);
    }
    expect(await matching(key, f.eq("a", true), 100)).toEqual([9]);
    await client.send(["DEL", key]);
  });

  it("never match an element without attributes or without the field", async () => {
    const key = await store([{ a: 1 }, { b: 1 }]);
    await client.send(encodeVadd({ key, element: "2", vector, quantization: "q8", m: 4 }));
    expect(await matching(key, f.gte("a", -1e300), 100)).toEqual([0]);
    await client.send(["DEL", key]);
  });

  it("find attributes that are read back unchanged", async () => {
    await fc.assert(
      fc.asyncProperty(attributes, async (record) => {
        const key = await store([record]);
        const stored = decodeVgetattr(await client.send(encodeVgetattr(key, "0")));
        expect(decodeAttributes(stored ?? "")).toEqual(JSON.parse(JSON.stringify(record)));
        await client.send(["DEL", key]);
      }),
      { numRuns: 100 },
    );
  });
});
