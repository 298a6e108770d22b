import { expect, inject, it } from "vitest";
import { openCache } from "../helpers/cache.js";
import { startProgram } from "../helpers/child-program.js";
import { learns, PLAIN } from "../helpers/topics.js";

const url = inject("redisUrl");
const QUESTIONS = 150;

/** Asks questions through a cache of its own. */
function startLearner(namespace: string, seed: number, questions: number) {
  return startProgram("learning-process", { url, namespace, seed, questions });
}

it("processes that learn together count every look-up once and answer nothing wrongly, and one that is killed takes only its last moments along", async () => {
  const decision = learns();
  const { client, namespace } = await openCache(url, { ...PLAIN, decision });
  const learners = [1, 2].map((seed) => startLearner(namespace, seed, QUESTIONS));
  const killed = startLearner(namespace, 3, 100_000);
  await expect
    .poll(async () => (await decision.quality()).total.lookups, { timeout: 40_000, interval: 100 })
    .toBeGreaterThan(150);
  killed.process.kill("SIGKILL");
  expect(await Promise.all(learners.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(await killed.ended).toBe("SIGKILL");
  const last = startLearner(namespace, 4, 100);
  expect(await last.ended).toBe(0);

  const { total, model, mode } = await decision.quality();
  expect(mode).toBe("evidence");
  expect(total.lookups).toBeGreaterThanOrEqual(2 * QUESTIONS + 100);
  for (const { lines } of learners) expect(lines).toMatchObject([{ wrong: 0 }]);
  // What they learned together serves the one that came last from its beginning.
  expect(last.lines).toMatchObject([{ wrong: 0 }]);
  expect((last.lines[0] as { hits: number }).hits).toBeGreaterThan(50);
  // Each label stands in Redis once, and all that stand there are known.
  const rows = await client.sendCommand(["XLEN", `{${namespace}:acme:cache}:labels`]);
  expect(model?.labels).toBe(rows);
  expect(model?.weights.every(Number.isFinite)).toBe(true);
}, 120_000);
