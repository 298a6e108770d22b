import fc from "fast-check";
import { expect, test } from "vitest";
import type { VectorRepository } from "../../../src/index.js";
import { f, matches } from "../../../src/index.js";
import { openCollection } from "../../helpers/collection.js";
import { onEachServer } from "../../helpers/servers.js";
import {
  documentOf,
  englishWords,
  expectedIndex,
  type ModelDocument,
  rankByModel,
  readIndex,
} from "../../helpers/word-model.js";

type Attributes = { body?: string | number; group: number };
type Model = Map<string, Attributes>;
type Docs = VectorRepository<Attributes>;

const WORDS = ["invoice", "invoices", "paid", "bank", "the", "ERR-42", "v8.0.2", "l’heure", "東京", "ok"];
const ids = fc.integer({ min: 0, max: 11 }).map((n) => `id ${n}`);
const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => words.join(" "));
const attributes: fc.Arbitrary<Attributes> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ body: text, group: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 1, arbitrary: fc.constantFrom<Attributes>({ group: 1 }, { body: 7, group: 0 }) },
);
const records = fc.uniqueArray(fc.tuple(ids, attributes), { selector: ([id]) => id, maxLength: 8 });

/** A call of the repository, and what it means for the model. */
interface Step {
  readonly name: string;
  run(docs: Docs, model: Model): Promise<void>;
}

function step(name: string, run: Step["run"]): Step {
  return { name, run, toString: () => name } as Step;
}

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(ids, attributes).map(([id, given]) =>
    step(`upsert ${id} ${JSON.stringify(given)}`, async (docs, model) => {
      await docs.upsert({ id, vector: [1, id.length, 2], attributes: given });
      model.set(id, given);
    }),
  ),
  records.map((list) =>
    step(`upsertMany ${JSON.stringify(list)}`, async (docs, model) => {
      await docs.upsertMany(list.map(([id, given]) => ({ id, vector: [1, 2, 3], attributes: given })));
      for (const [id, given] of list) model.set(id, given);
    }),
  ),
  fc.tuple(ids, fc.option(attributes)).map(([id, given]) =>
    step(`setAttributes ${id} ${JSON.stringify(given)}`, async (docs, model) => {
      expect(await docs.setAttributes(id, given)).toBe(model.has(id));
      if (model.has(id)) model.set(id, given ?? ({} as Attributes));
    }),
  ),
  fc.tuple(ids, text).map(([id, body]) =>
    step(`updateAttributes ${id} ${body}`, async (docs, model) => {
      expect(await docs.updateAttributes(id, { body })).toBe(model.has(id));
      if (model.has(id)) model.set(id, { ...model.get(id)!, body });
    }),
  ),
  fc.tuple(fc.integer({ min: 0, max: 2 }), text).map(([group, body]) =>
    step(`updateWhere ${group} ${body}`, async (docs, model) => {
      await docs.updateWhere(f.eq("group", group), { body });
      for (const [id, given] of model) if (given.group === group) model.set(id, { ...given, body });
    }),
  ),
  ids.map((id) =>
    step(`updateVector ${id}`, async (docs, model) => {
      expect(await docs.updateVector(id, [3, 1, 1])).toBe(model.has(id));
    }),
  ),
  fc.uniqueArray(ids, { minLength: 1, maxLength: 5 }).map((gone) =>
    step(`delete ${gone}`, async (docs, model) => {
      expect(await docs.delete(gone)).toBe(gone.filter((id) => model.delete(id)).length);
    }),
  ),
  fc.integer({ min: 0, max: 2 }).map((group) =>
    step(`deleteWhere ${group}`, async (docs, model) => {
      await docs.deleteWhere(f.eq("group", group));
      for (const [id, given] of model) if (given.group === group) model.delete(id);
    }),
  ),
  fc.constantFrom(
    step("clear", async (docs, model) => {
      await docs.clear();
      model.clear();
    }),
    step("drop", async (docs, model) => {
      await docs.drop();
      model.clear();
    }),
  ),
);

onEachServer(({ url }) => {
  test.each(["native", "float32"] as const)(
    "after any calls the words of a collection with precision %s are those of its records, and searches agree with a reference",
    async (precision) => {
      const words = await englishWords();
      const { docs, client } = await openCollection<Attributes>(url, {
        dimension: 3,
        precision,
        text: { field: "body", language: "en" },
      });
      const key = docs.key.replace(/:v$/, ":words");
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { maxLength: 25 }), text, async (list, query) => {
          await docs.drop();
          const model: Model = new Map();
          for (const { run } of list) await run(docs, model);

          const documents = new Map<string, ModelDocument>();
          for (const [id, { body }] of model) {
            const document = typeof body === "string" ? documentOf(words, body) : undefined;
            if (document !== undefined) documents.set(id, document);
          }
          const { next, free, listedFree, divided: _, ...index } = await readIndex(client, key);
          expect(index).toEqual(expectedIndex(documents));
          expect([next, listedFree]).toEqual([documents.size + free, free]);

          const ranked = rankByModel(documents, words.stems(words.queryWords(query)));
          const hits = await docs.search({ text: query, limit: 100 });
          expectRanking(hits, ranked);
          const few = await docs.search({ text: query, limit: 2, includeAttributes: false });
          expect(few).toEqual(hits.slice(0, 2).map(({ id, textScore }) => ({ id, textScore })));
          for (const { id, attributes: found } of hits) expect(found).toEqual(model.get(id));
          const filter = f.eq("group", 1);
          const matching = hits.filter(({ id }) => matches(filter, model.get(id)));
          for (const limit of [1, 3]) {
            expect(await docs.search({ text: query, limit, filter })).toEqual(matching.slice(0, limit));
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});

/** The same ids with the same scores; ids of equal scores in any order. */
function expectRanking(
  hits: readonly { readonly id: string; readonly textScore: number }[],
  ranked: readonly { readonly id: string; readonly score: number }[],
): void {
  const scores = new Map(ranked.map(({ id, score }) => [id, score]));
  expect(new Set(hits.map(({ id }) => id))).toEqual(new Set(scores.keys()));
  for (const [place, { id, textScore }] of hits.entries()) {
    expect(textScore).toBeCloseTo(scores.get(id)!, 10);
    if (place > 0) expect(textScore).toBeLessThanOrEqual(hits[place - 1]!.textScore);
  }
}
