import fc from "fast-check";
import { expect, it } from "vitest";
import {
  decodeLabel,
  encodeLabel,
  LABEL_KINDS,
  type Label,
  rowTag,
} from "../../../src/learning/evidence/label.js";
import type { PairLabel } from "../../../src/learning/evidence/word-pairs.js";
import { exportOf, parseExport, parseRecord } from "../../../src/learning/shared/learned-data.js";

const TAG = rowTag("space", "epoch");
const feature = fc.float({ min: -5, max: 5, noNaN: true });
const labels: fc.Arbitrary<Label> = fc
  .record({
    features: fc.array(feature, { minLength: 9, maxLength: 9 }),
    isRight: fc.boolean(),
    probability: fc.float({ min: 0, max: 1, noNaN: true }),
    odds: fc.option(fc.double({ min: -30, max: 30, noNaN: true }), { nil: undefined }),
    kind: fc.constantFrom(...LABEL_KINDS),
    candidate: fc.option(fc.record({ entryId: fc.string(), answerId: fc.string() }), { nil: undefined }),
  })
  .map(({ features, ...rest }) => ({ ...rest, x: Float64Array.from([1, ...features]) }));

function fieldsOf(row: readonly (string | Buffer)[]): Map<string, Buffer> {
  const fields = new Map<string, Buffer>();
  for (let at = 0; at < row.length; at += 2) fields.set(String(row[at]), Buffer.from(row[at + 1]!));
  return fields;
}

it("a row gives back the label it was made of", () => {
  fc.assert(
    fc.property(labels, (label) => {
      const read = decodeLabel(fieldsOf(encodeLabel(label, TAG, "me")), TAG);
      expect(read?.writer).toBe("me");
      expect(read?.label).toMatchObject({ isRight: label.isRight, kind: label.kind });
      expect(read?.label.candidate).toEqual(label.candidate);
      if (label.odds === undefined) expect(read?.label.odds).toBeUndefined();
      else expect(read?.label.odds).toBeCloseTo(label.odds, 4);
      expect([...(read?.label.x ?? [])]).toEqual([...label.x]);
      expect(read?.label.probability).toBeCloseTo(label.probability, 5);
    }),
  );
});

it("a row of another version, space or epoch, and a damaged one, is passed over", () => {
  const label = {
    x: Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    isRight: true,
    probability: 0.5,
    kind: "miss",
  } as const;
  const whole = () => fieldsOf(encodeLabel(label, TAG, "me"));
  expect(decodeLabel(whole(), TAG)).toBeDefined();
  expect(decodeLabel(whole(), rowTag("other", "epoch"))).toBeUndefined();
  expect(decodeLabel(whole(), rowTag("space", "later"))).toBeUndefined();
  expect(decodeLabel(whole().set("v", Buffer.from("3.space.epoch")), TAG)).toBeUndefined();
  const nan = Buffer.alloc(40);
  nan.writeFloatLE(1, 0);
  nan.writeFloatLE(Number.NaN, 4);
  const damages: [string, Buffer][] = [
    ["x", Buffer.alloc(39)],
    ["x", Buffer.alloc(40)],
    ["x", nan],
    ["r", Buffer.from("2")],
    ["k", Buffer.from("guess")],
    ["p", Buffer.from("1.5")],
    ["p", Buffer.from("so-so")],
  ];
  for (const [name, value] of damages)
    expect(decodeLabel(whole().set(name, value), TAG), name).toBeUndefined();
  expect(decodeLabel(new Map(), TAG)).toBeUndefined();
});

it("an export survives JSON, and one that is damaged or of another embedder is refused whole", () => {
  fc.assert(
    fc.property(fc.array(labels, { maxLength: 5 }), (list) => {
      const counts = { questions: 3, words: new Map([[7, 2]]) };
      const pairs: PairLabel[] = [{ words: [1, 2], context: 3, isSame: true, atMs: 4 }];
      const exported = exportOf("space", { labels: list, counts, pairs });
      const parsed = parseExport(JSON.parse(JSON.stringify(exported)), "space");
      expect(parsed).toMatchObject({ counts, pairs });
      expect(parsed.labels).toEqual(
        list.map(({ candidate: _, odds: __, ...label }) => ({
          ...label,
          x: label.x.map((value) => value + 0),
        })),
      );
    }),
  );
  const label = { x: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0], isRight: true, probability: 0.5, kind: "miss" } as const;
  const nothing = { labels: [], counts: { questions: 0, words: new Map() }, pairs: [] };
  const good = { ...exportOf("space", nothing), labels: [label] };
  expect(parseExport(good, "space").labels).toHaveLength(1);
  expect(parseExport({ ...good, pairs: undefined }, "space").pairs).toEqual([]);
  const refused = expect.objectContaining({ code: "INVALID_ARGUMENT" });
  expect(() => parseExport(good, "other")).toThrow(refused);
  expect(() => parseExport({ ...good, labels: [{ ...label, x: label.x.slice(1) }] }, "space")).toThrow(
    refused,
  );
  expect(() => parseExport({ ...good, labels: [{ ...label, probability: 2 }] }, "space")).toThrow(refused);
  expect(() => parseExport({ ...good, words: [[-1, 2]] }, "space")).toThrow(refused);
  expect(() => parseExport({ ...good, questions: 0.5 }, "space")).toThrow(refused);
  expect(() => parseExport({ ...good, pairs: [[2, 1, 3, true, 4]] }, "space")).toThrow(refused);
  expect(() => parseExport({ ...good, pairs: JSON.parse("[7]") }, "space")).toThrow(refused);
  expect(() => parseExport({ ...good, pairs: JSON.parse('"7"') }, "space")).toThrow(refused);
  expect(() => parseExport(JSON.parse("null"), "space")).toThrow(refused);
  expect(() => parseExport(JSON.parse('{"format":"octavec-learning","version":2}'), "space")).toThrow(
    refused,
  );
});

it("a record of the model that cannot be one is none", () => {
  const record = { weights: [0, 1], lookups: 5, cut: 0.9, stopped: false };
  expect(parseRecord(JSON.stringify(record))).toMatchObject(record);
  const damages = [
    "",
    "{",
    "null",
    "[]",
    ...[{ cut: 2 }, { weights: ["a"] }, { stopped: 1 }, { lookups: -1 }].map((change) =>
      JSON.stringify({ ...record, ...change }),
    ),
  ];
  for (const text of damages) expect(parseRecord(text), text).toBeUndefined();
});
