import type { VectorFilter } from "@mastra/core/vector";
import fc from "fast-check";
import sift from "sift";
import { expect, test } from "vitest";
import { filterOf } from "../../../../src/adapters/mastra/filter/filter.js";
import { matches } from "../../../../src/commands/index.js";
import { attributesOf } from "../../../../src/metadata.js";

// `sift` evaluates filters of MongoDB. Left out is where the meanings differ on purpose: null, order in lists, equality of whole lists.
const word = fc.constantFrom("", "a", "ab", "b", "10");
const number = fc.constantFrom(-1, 0, 1, 2.5, 10);
const TEXT_FIELDS = ["word", "user.name"];
const NUMBER_FIELDS = ["count", "user.age"];
const LIST_FIELDS = ["tags", "user.tags"];

const user = fc.record(
  { name: word, age: number, tags: fc.array(word, { maxLength: 3 }) },
  { requiredKeys: [] },
);
const anyMetadata = fc.record(
  { word, count: number, tags: fc.array(word, { maxLength: 3 }), flag: fc.boolean(), user },
  { requiredKeys: [] },
);

const condition = (value: fc.Arbitrary<unknown>, names: readonly string[]) =>
  fc.tuple(fc.constantFrom(...names), value).map(([name, given]) => ({ [name]: given }));
const list = (value: fc.Arbitrary<unknown>) => fc.array(value, { maxLength: 3 });
// MongoDB finds nothing with `$all` of nothing, sift everything.
const some = (value: fc.Arbitrary<unknown>) => fc.array(value, { minLength: 1, maxLength: 3 });
const equality = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    condition(value, ["$eq", "$ne"]),
    condition(list(value), ["$in", "$nin"]),
    condition(some(value), ["$all"]),
    value,
  );
const order = (value: fc.Arbitrary<unknown>) => condition(value, ["$gt", "$gte", "$lt", "$lte"]);
const existence = condition(fc.boolean(), ["$exists"]);
const negated = (operators: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 3, arbitrary: operators }, { weight: 1, arbitrary: condition(operators, ["$not"]) });
const bare = fc.oneof(
  equality(word).filter((given) => typeof given === "object"),
  order(word),
  existence,
);

const onField = fc.oneof(
  condition(fc.oneof(equality(word), order(word), existence), TEXT_FIELDS),
  condition(negated(bare), TEXT_FIELDS),
  condition(fc.oneof(equality(number), order(number), existence), NUMBER_FIELDS),
  condition(fc.oneof(equality(word), existence), LIST_FIELDS),
  condition(condition(condition(word, ["$eq"]), ["$elemMatch"]), LIST_FIELDS),
  condition(fc.oneof(fc.boolean(), condition(fc.boolean(), ["$eq", "$ne"])), ["flag"]),
);
const { tree } = fc.letrec<{ tree: object }>((tie) => {
  const branches = fc.array(tie("tree"), { minLength: 1, maxLength: 3 });
  return {
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      onField,
      condition(branches, ["$and", "$or", "$nor"]) as fc.Arbitrary<object>,
      fc.tuple(onField, onField).map(([one, other]) => ({ ...one, ...other })),
    ),
  };
});

test("filters mean what they mean in MongoDB", () => {
  fc.assert(
    fc.property(tree, anyMetadata, (filter, metadata) => {
      const made = filterOf(filter as VectorFilter);
      const holds = made === undefined || matches(made, attributesOf(metadata));
      expect(holds).toBe(sift.default(filter)(metadata));
    }),
    { numRuns: 1_000 },
  );
});
