import { expect, inject, it } from "vitest";
import { colluding, guessed, middles, nearCopies } from "../../../scripts/bench/poisoning/attacks.js";
import { type AttackWrite, simulateAttack } from "../../../scripts/bench/poisoning/simulate-attack.js";
import { seededRandom } from "../../../scripts/bench/random.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { NO_SWEEP, openCache } from "../../helpers/cache.js";
import { questionOf } from "../../helpers/topics.js";

/** The bench `poisoning` in small: 400 questions of 10 topics, 40 attack writes. */
const TOPICS = 10;
const QUESTIONS = Array.from({ length: 400 }, (_, index) => {
  const topic = index % TOPICS;
  return { text: questionOf(topic, index), answer: `answer ${topic}` };
});
const WRITES = 40;

async function attack(writes: readonly AttackWrite[], probation: boolean) {
  const { cache } = await openCache(inject("redisUrl"), {
    ...{ threshold: 0.6, guards: false, memory: false, timings: NO_SWEEP, probation: probation ? {} : false },
  });
  const random = seededRandom(7);
  const figures = await simulateAttack(cache, QUESTIONS, writes, { honestWriters: 20, random });
  return { cache, ...figures };
}

async function targets() {
  const embedder = createTestEmbedder({ dimension: 128 });
  return Promise.all(
    Array.from({ length: TOPICS }, async (_, topic) => {
      const questions = QUESTIONS.filter((_, index) => index % TOPICS === topic).slice(0, 5);
      const vectors = await embedder.embed(questions.map(({ text }) => text));
      const centroid = new Float32Array(128);
      for (const vector of vectors) for (let i = 0; i < 128; i++) centroid[i]! += vector[i]!;
      return { answer: `answer ${topic}`, questions, centroid };
    }),
  );
}

it.each([
  ["near-copies around popular questions", nearCopies],
  ["entries in the middle of each cluster", middles],
])("%s by one writer gain hits without probation, and none with it", async (_, make) => {
  const writes = make(await targets(), WRITES);
  const open = await attack(writes, false);
  const guarded = await attack(writes, true);
  expect(open.poisonedShare).toBeGreaterThan(0.05);
  expect(guarded.poisonedShare).toBe(0);
  expect(guarded.rightHitRate).toBeGreaterThan(0.9);
});

it("two writers who agree get through, until both are in quarantine", async () => {
  const writes = colluding(await targets(), WRITES);
  const { cache, poisonedShare } = await attack(writes, true);
  expect(poisonedShare).toBeGreaterThan(0);
  for (const writer of new Set(writes.map((write) => write.writer))) await cache.quarantine(writer);
  for (const { text, answer } of QUESTIONS.slice(-TOPICS)) {
    const found = await cache.lookup({ prompt: `${text} again` });
    expect(found.hit ? found.response : answer).toBe(answer);
  }
});

it("who guesses each word of a coming question is served to that question, up to the quota", async () => {
  const { poisonedShare, stored } = await attack(guessed(QUESTIONS.slice(200), WRITES), true);
  expect(stored).toBe(WRITES);
  expect(poisonedShare).toBeLessThanOrEqual(WRITES / 200 / 0.9);
});
