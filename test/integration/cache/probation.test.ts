import fc from "fast-check";
import { expect, inject, it } from "vitest";
import type { CachePartsOptions } from "../../../src/cache/cache-parts.js";
import { observed } from "../../../src/learning/index.js";
import { NO_SWEEP, openCache } from "../../helpers/cache.js";
import { countsOf, numberOf, tenantKeys } from "../../helpers/cache-keys.js";
import { collect } from "../../helpers/collect.js";
import { encryptionKeys } from "../../helpers/encryption.js";
import { learns, questionOf } from "../../helpers/topics.js";

const ASKED = "how do I reset the password of my account";
/** The same content words, in another case and order of small words. */
const NEAR_EXACT = "How do I reset my password of the account";
const REWORDED = "how do I reset the password of my account quickly";
const PLACE = { prompt: ASKED, response: "Use the link." } as const;

function open(options: Partial<CachePartsOptions> = {}) {
  return openCache(inject("redisUrl"), {
    ...{ threshold: 0.8, memory: false, probation: { similarity: 0.9 }, timings: NO_SWEEP },
    ...options,
  });
}

async function storedId(storing: Promise<{ stored: boolean }>): Promise<string> {
  const result: { stored: boolean; entryId?: string } = await storing;
  return result.entryId ?? JSON.stringify(result);
}

it.each([
  ["Redis", false as const],
  ["the memory of the process", { nearSimilarity: 0.8 }],
])("an answer of one writer is served by %s to near-exact questions only", async (_, memory) => {
  const { cache } = await open({ memory });
  await cache.store({ ...PLACE, writer: "a" });
  expect(await cache.lookup({ prompt: ASKED })).toMatchObject({ hit: true });
  expect(await cache.lookup({ prompt: NEAR_EXACT })).toMatchObject({ hit: true });
  for (let time = 0; time < 2; time++) {
    const reworded = await cache.lookup({ prompt: REWORDED });
    expect(reworded).toMatchObject({ hit: false, reason: "probation", why: { withheld: 1 } });
  }
});

it("the same words are not near-exact if the similarity is too low", async () => {
  const { cache } = await open({ probation: { similarity: 1 } });
  await cache.store({ ...PLACE, writer: "a" });
  expect(await cache.lookup({ prompt: NEAR_EXACT })).toMatchObject({ hit: false, reason: "probation" });
});

it("a second writer with the same answer to a similar question ends the probation of both, for all processes", async () => {
  const { cache, another } = await open();
  const other = another({ memory: { nearSimilarity: 0.8 } });
  await cache.store({ ...PLACE, writer: "a" });
  expect(await other.lookup({ prompt: ASKED })).toMatchObject({ hit: true });
  expect(await other.lookup({ prompt: REWORDED })).toMatchObject({ hit: false });
  await cache.store({ prompt: `${ASKED} now`, response: "Use the link.", writer: "b" });
  for (const one of [cache, other]) {
    await expect.poll(() => one.lookup({ prompt: REWORDED })).toMatchObject({ hit: true });
  }
  // A client that was opened later, as after a restart.
  expect(await another().lookup({ prompt: REWORDED })).toMatchObject({ hit: true });
});

it("neither the same writer nor another answer ends a probation", async () => {
  const { cache } = await open();
  await cache.store({ ...PLACE, writer: "a" });
  await cache.store({ ...PLACE, writer: "a" });
  await cache.store({ prompt: `${ASKED} now`, response: "Use the link.", writer: "a" });
  await cache.store({ prompt: `${ASKED} today`, response: "Call us.", writer: "b" });
  expect(await cache.lookup({ prompt: REWORDED })).toMatchObject({ hit: false, reason: "probation" });
});

it("an answer without a writer, and one that is older than the option, is served as before and agrees with others", async () => {
  const { cache, another } = await open();
  await another({ probation: false }).store({ ...PLACE, writer: "old" });
  expect(await cache.lookup({ prompt: REWORDED })).toMatchObject({ hit: true });
  await cache.store({ prompt: `${ASKED} now`, response: "Use the link.", writer: "a" });
  const rows = await collect(cache.export({ vectors: false }));
  expect(rows.map(({ onProbation }) => onProbation)).toEqual([undefined, undefined]);
  await cache.invalidate({ all: true });
  await cache.store({ ...PLACE, writer: "a" });
  await cache.store({ prompt: `${ASKED} now`, response: "Use the link." });
  expect(await cache.lookup({ prompt: REWORDED })).toMatchObject({ hit: true });
});

it("feedback that an answer is right ends its probation", async () => {
  const { cache } = await open({ memory: { nearSimilarity: 0.8 } });
  const entryId = await storedId(cache.store({ ...PLACE, writer: "a" }));
  await cache.feedback(entryId, { correct: false, remove: false });
  expect(await cache.lookup({ prompt: REWORDED })).toMatchObject({ hit: false });
  await cache.feedback(entryId, { correct: true });
  expect(await cache.lookup({ prompt: REWORDED })).toMatchObject({ hit: true });
});

it("an audit that finds an answer right ends its probation", async () => {
  const decision = observed({ policy: "threshold", audits: { share: 1 } });
  const { cache } = await open({ decision });
  await cache.store({ ...PLACE, writer: "a" });
  await cache.wrap({ prompt: NEAR_EXACT }, async () => ({ response: "Use the link." }));
  await expect.poll(() => cache.lookup({ prompt: REWORDED })).toMatchObject({ hit: true });
});

it("an answer in other words agrees if the judge of links says so", async () => {
  const decision = learns({ link: { isSame: async () => true } });
  const { cache } = await open({ decision });
  await cache.store({ prompt: questionOf(1, 1), response: "Press the button." });
  const asked = { prompt: questionOf(1, 2), writer: "a" };
  await cache.wrap(asked, async () => ({ response: "Press that button." }));
  const states = async () => (await collect(cache.export())).map(({ onProbation }) => onProbation);
  await expect.poll(states).toEqual([undefined, undefined]);
});

it("one writer cannot put another answer in the place of an answer that others gave", async () => {
  const { cache } = await open();
  await cache.store({ ...PLACE, writer: "a" });
  const contested = { stored: false, reason: "contested" };
  expect(await cache.store({ ...PLACE, response: "Call us.", writer: "b" })).toEqual(contested);
  expect(await cache.store({ ...PLACE, response: "Write us.", writer: "a" })).toMatchObject({
    replaced: true,
  });
  await cache.store({ ...PLACE, response: "Write us.", writer: "b" });
  // Confirmed: not even the two who gave it can change it.
  expect(await cache.store({ ...PLACE, response: "Call us.", writer: "a" })).toEqual(contested);
  // The application can.
  expect(await cache.store({ ...PLACE, response: "Call us." })).toMatchObject({ replaced: true });
});

it("a writer has at most so many entries on probation, and one that ends makes room", async () => {
  const { cache, client, namespace } = await open({ probation: { maxEntriesPerWriter: 2 } });
  const store = (prompt: string, writer: string) => cache.store({ prompt, response: prompt, writer });
  const first = await storedId(store("alpha beta", "a"));
  const second = await storedId(store("gamma delta", "a"));
  expect(await store("epsilon zeta", "a")).toEqual({ stored: false, reason: "over-quota" });
  expect(await store("gamma delta", "a")).toMatchObject({ replaced: true });
  expect(await store("epsilon zeta", "b")).toMatchObject({ stored: true });
  await cache.feedback(first, { correct: true });
  expect(await store("eta theta", "a")).toMatchObject({ stored: true });
  await cache.invalidate({ entryId: second });
  expect(await store("iota kappa", "a")).toMatchObject({ stored: true });
  expect(await store("lambda my", "a")).toMatchObject({ reason: "over-quota" });
  const { entries } = await countsOf(client, tenantKeys(namespace));
  expect(entries).toBe(4);
});

it("the writer and the probation are shown, exported and stored again, and are no part of the question", async () => {
  const { cache, another } = await open({ encryption: encryptionKeys("k"), keySecret: "0123456789abcdef" });
  const entryId = await storedId(cache.store({ ...PLACE, writer: "user 17" }));
  expect(await storedId(cache.store({ ...PLACE, writer: "user 17" }))).toBe(entryId);
  const shown = { writer: "user 17", onProbation: true };
  const { candidates } = await cache.explain({ prompt: REWORDED });
  expect(candidates).toMatchObject([shown]);
  const [hidden] = (await cache.explain({ prompt: REWORDED }, { includeText: false })).candidates;
  expect(hidden).not.toHaveProperty("writer");
  expect(await cache.find({ text: "password" })).toMatchObject([shown]);
  const exported = await collect(cache.export());
  expect(exported).toMatchObject([shown]);
  await cache.invalidate({ all: true });
  expect(await another().warm(exported)).toMatchObject({ done: 1 });
  expect(await cache.lookup({ prompt: REWORDED })).toMatchObject({ reason: "probation" });
});

it("near-copies on probation do not hide an honest answer, however many there are", async () => {
  const { cache } = await open({ probation: { maxEntriesPerWriter: 60 } });
  await cache.store({ prompt: ASKED, response: "Use the link." });
  for (let copy = 0; copy < 50; copy++) {
    await cache.store({ prompt: `${REWORDED} x${copy}`, response: "Pay me.", writer: "attacker" });
  }
  expect(await cache.lookup({ prompt: REWORDED })).toMatchObject({ hit: true, response: "Use the link." });
});

/** No two have a word in common. */
const TOPICS = [
  "red apple tree",
  "fast train ticket",
  "cold winter night",
  "loud rock music",
  "deep blue ocean",
];

it("whatever writers store and in whatever order, an entry is on probation until two sources agree", async () => {
  const { cache, client, namespace } = await open({ probation: { maxEntriesPerWriter: 3 } });
  const keys = tenantKeys(namespace);
  const write = fc.record({
    topic: fc.integer({ min: 0, max: 4 }),
    answer: fc.constantFrom("yes", "no"),
    writer: fc.constantFrom("a", "b", "c"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 30 }), async (writes) => {
      await cache.clearTenant();
      const model = new Map<number, { answer: string; writer: string; confirmed: boolean }>();
      for (const { topic, answer, writer } of writes) {
        const prompt = TOPICS[topic]!;
        const result = await cache.store({ prompt, response: answer, writer });
        const there = model.get(topic);
        const pending = [...model.values()].filter((one) => !one.confirmed && one.writer === writer).length;
        const isOwn = there !== undefined && there.writer === writer && !there.confirmed;
        const agrees = there !== undefined && there.answer === answer && !isOwn;
        if (there !== undefined && there.answer !== answer && !isOwn) {
          expect(result).toEqual({ stored: false, reason: "contested" });
        } else if (!agrees && !isOwn && pending >= 3) {
          expect(result).toEqual({ stored: false, reason: "over-quota" });
        } else {
          expect(result).toMatchObject({ stored: true });
          model.set(topic, { answer, writer, confirmed: agrees });
        }
      }
      const rows = await collect(cache.export({ vectors: false }));
      expect(rows.filter(({ onProbation }) => onProbation === true)).toHaveLength(
        [...model.values()].filter(({ confirmed }) => !confirmed).length,
      );
    }),
    { numRuns: 25 },
  );
  await cache.invalidate({ writer: "a" });
  expect(await numberOf(client, "EXISTS", `${keys.base}quar`)).toBe(0);
});
