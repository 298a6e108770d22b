import { expect, inject, it } from "vitest";
import type { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { evidence, experiment, fixedThreshold } from "../../../src/learning/index.js";
import { openCache, type TestCacheOptions } from "../../helpers/cache.js";
import { learns, PLAIN } from "../../helpers/topics.js";

const url = inject("redisUrl");
const GUARDED: TestCacheOptions = { ...PLAIN, guards: ["alignment"] };

/** Questions about a thing, each far from the others. */
const QUESTIONS = [
  (thing: string) => `How do I upload a logo for my ${thing}?`,
  (thing: string) => `When is the invoice of a ${thing} written?`,
  (thing: string) => `Who may invite guests into this ${thing}?`,
  (thing: string) => `Why is my ${thing} locked at night?`,
  (thing: string) => `Where are backups of a ${thing} stored?`,
];

/** Asks about both things. The answer depends on the question, and with `isSame: false` on the thing. */
async function teach(
  cache: SemanticCache,
  [one, other]: readonly [string, string],
  { isSame, questions = 3 }: { readonly isSame: boolean; readonly questions?: number },
): Promise<void> {
  const asked = QUESTIONS.slice(0, questions);
  for (const thing of [one, other]) {
    for (const [index, question] of asked.entries()) {
      const answerId = isSame ? `answer ${index}` : `answer ${index} ${thing}`;
      await cache.wrap({ prompt: question(thing) }, async () => ({ response: answerId, answerId }));
    }
  }
}

/** Serves every entry that is near, so that only the guard decides, and reads what evidence has learned. */
function trusting() {
  const near = { ...fixedThreshold(0.5), auditChance: () => 1 };
  return experiment({
    name: "trust",
    a: near,
    b: evidence(),
    shareOfB: 0,
    syncMs: 10,
    audits: { maxConcurrent: 10 },
  });
}

/** Feedback that the answer of a hit is wrong. */
async function complain(cache: SemanticCache, prompt: string): Promise<void> {
  const found = await cache.lookup({ prompt });
  if (!found.hit) throw new Error(`Expected a hit, got ${found.reason}.`);
  await cache.feedback(found.entryId, { correct: false, remove: false });
}

const WORKSPACE = ["workspace", "project"] as const;
const DELETED = ["How do I delete the old photos?", "How do I erase the old photos?"] as const;

it("misses teach that two words may be exchanged; then the guard lets the other word pass, and says that it was learned", async () => {
  const decision = learns();
  const { cache, another } = await openCache(url, { ...GUARDED, decision });
  const [stored, asked] = [QUESTIONS[3]!("workspace"), QUESTIONS[3]!("project")];
  await teach(cache, WORKSPACE, { isSame: true, questions: 2 });
  expect((await decision.quality()).model?.wordPairs).toEqual({ exchangeable: 0, different: 0 });
  await teach(cache, WORKSPACE, { isSame: true });
  expect((await decision.quality()).model?.wordPairs).toEqual({ exchangeable: 1, different: 0 });
  await cache.store({ prompt: stored, response: "It saves power." });
  const untaught = another({ decision: fixedThreshold(0.5) });
  expect(await untaught.lookup({ prompt: asked })).toMatchObject({ hit: false, reason: "guard" });
  const taught = another({ decision: trusting() });
  await expect
    .poll(() => taught.lookup({ prompt: asked }))
    .toMatchObject({
      hit: true,
      why: { guards: [{ guard: "alignment", verdict: "pass", detail: "equal words, as learned" }] },
    });
  const { candidates } = await taught.explain({ prompt: asked });
  expect(candidates.find(({ isServed }) => isServed)?.guards[0]?.words).toEqual({
    query: ["project"],
    entry: ["workspace"],
  });
});

it("audits and feedback teach that synonyms of the table may not be exchanged", async () => {
  for (const by of ["audit", "feedback"] as const) {
    const decision = trusting();
    const { cache } = await openCache(url, { ...GUARDED, decision });
    const verbs = [..."abc"].map((letter) => `alpha${letter} beta${letter} gamma${letter}`);
    for (const words of verbs) {
      await cache.store({ prompt: `delete ${words}`, response: "right away", answerId: words });
      const prompt = `erase ${words}`;
      const made = async () => ({ response: "never", answerId: `${words} never` });
      if (by === "audit") expect(await cache.wrap({ prompt }, made)).toMatchObject({ hit: true });
      else await complain(cache, prompt);
    }
    await expect
      .poll(async () => (await decision.quality()).model?.wordPairs)
      .toEqual({ exchangeable: 0, different: 1 });
    const [stored, asked] = DELETED;
    await cache.store({ prompt: stored, response: "In the menu." });
    const { result, why } = await cache.explain({ prompt: asked });
    expect(result).toMatchObject({ hit: false, reason: "guard" });
    expect(why.guards).toMatchObject([{ verdict: "reject", detail: "different words, as learned" }]);
  }
});

it("what was learned of words survives a restart, is exported, imported, reset and erased with the rest", async () => {
  const [first, second, elsewhere] = [learns(), learns(), learns()];
  const learned = { exchangeable: 1, different: 0 };
  const nothing = { exchangeable: 0, different: 0 };
  const pairsOf = async (decision: typeof first) => (await decision.quality()).model?.wordPairs;
  const { cache, another, client, namespace } = await openCache(url, { ...GUARDED, decision: first });
  await teach(cache, WORKSPACE, { isSame: true });
  await cache.close();
  const restarted = another({ decision: second });
  expect(await pairsOf(second)).toEqual(learned);
  const exported = JSON.parse(JSON.stringify(await second.export()));
  expect(exported.pairs.length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(exported)).not.toMatch(/workspace|project/);
  const { cache: other } = await openCache(url, { ...GUARDED, decision: elsewhere });
  expect(await pairsOf(elsewhere)).toEqual(nothing);
  await elsewhere.import(exported);
  expect(await pairsOf(elsewhere)).toEqual(learned);
  await elsewhere.reset();
  expect(await pairsOf(elsewhere)).toEqual(nothing);
  await elsewhere.import({ ...exported, pairs: undefined });
  expect(await pairsOf(elsewhere)).toEqual(nothing);
  await other.close();
  await restarted.clearTenant();
  expect(await pairsOf(second)).toEqual(nothing);
  expect(await client.sendCommand(["EXISTS", `{${namespace}:acme:cache}:pairs:1`])).toBe(0);
});

it("another answer teaches that two words may not be exchanged", async () => {
  const decision = learns();
  const { cache } = await openCache(url, { ...GUARDED, decision });
  await teach(cache, ["cat", "dog"], { isSame: false });
  expect((await decision.quality()).model?.wordPairs).toEqual({ exchangeable: 0, different: 1 });
});

it("damaged labels in Redis are passed over", async () => {
  const [first, second] = [learns(), learns()];
  const { cache, another, client, namespace } = await openCache(url, { ...GUARDED, decision: first });
  await teach(cache, WORKSPACE, { isSame: true });
  await cache.close();
  const damaged = ["what", "ever", "1:2:x", "1:5", "2:1:3", "1:5", "1:2:3", "2:5", "1:2:4", "1:"];
  await client.sendCommand(["HSET", `{${namespace}:acme:cache}:pairs:1`, ...damaged]);
  another({ decision: second });
  expect((await second.quality()).model?.wordPairs).toEqual({ exchangeable: 1, different: 0 });
});
