import { expect, inject, it } from "vitest";
import { createTestEmbedder, type Embedder } from "../../../src/embedding/index.js";
import { evidence, linkByMeaning } from "../../../src/learning/index.js";
import { openCache } from "../../helpers/cache.js";

const url = inject("redisUrl");
const FIRST = { prompt: "How long may I return an order?", response: "You can return items within 30 days." };
const SECOND = {
  prompt: "How long can I return my order?",
  response: "Items, you can return them: 30 days.",
};
const OTHER = {
  prompt: "How long could I return this order?",
  response: "You can return items within 14 days.",
};

async function linkedCache(embedder: Embedder) {
  const decision = evidence({ audits: false, link: linkByMeaning({ embedder, similarity: 0.6 }) });
  const { cache, client, namespace } = await openCache(url, {
    decision,
    memory: false,
    guards: false,
    embedder: createTestEmbedder({ dimension: 128 }),
  });
  /** Stores the answer, and gives the id of its entry. */
  const make = async ({ prompt, response }: typeof FIRST) => {
    const { entryId = "" } = await cache.wrap({ prompt }, async () => ({ response }));
    return entryId;
  };
  const answerIdOf = (entryId: string) =>
    client.sendCommand(["HGET", `{${namespace}:acme:cache}:0:e:${entryId}`, "a"]);
  return { cache, make, answerIdOf };
}

it("answers that say the same in other words get one answer id, and one with another number keeps its own", async () => {
  const { make, answerIdOf } = await linkedCache(createTestEmbedder({ dimension: 256 }));
  const first = await make(FIRST);
  const second = await make(SECOND);
  const id = await answerIdOf(first);
  await expect.poll(() => answerIdOf(second)).toBe(id);
  expect(await answerIdOf(await make(OTHER))).not.toBe(id);
});

it("an answer that was stored without a name gets the name of one that says the same", async () => {
  const { cache, make, answerIdOf } = await linkedCache(createTestEmbedder({ dimension: 256 }));
  const first = await make(FIRST);
  await cache.wrap({ prompt: SECOND.prompt }, async () => ({
    response: SECOND.response,
    answerId: "returns",
  }));
  await expect.poll(() => answerIdOf(first)).toBe("returns");
});

it("a hook that cannot tell keeps the answers apart, and nothing is learned from them", async () => {
  let asked = 0;
  const isSame = async () => {
    asked++;
    return undefined;
  };
  const decision = evidence({ audits: false, link: { isSame } });
  const { cache } = await openCache(url, { decision, memory: false, guards: false });
  for (const { prompt, response } of [FIRST, SECOND, OTHER])
    await cache.wrap({ prompt }, async () => ({ response }));
  await expect.poll(() => asked).toBe(2);
  expect((await decision.quality()).model?.labels).toBe(0);
  const answered = await cache.lookup({ prompt: SECOND.prompt });
  expect(answered).toMatchObject({ hit: true, response: SECOND.response });
});

it("a failing embedder of answers is reported, and answers are stored all the same", async () => {
  const embedder = { ...createTestEmbedder(), embed: () => Promise.reject(new Error("down")) };
  const { cache, make } = await linkedCache(embedder);
  await make(FIRST);
  expect(await make(SECOND)).not.toBe("");
  await expect.poll(async () => JSON.stringify((await cache.stats()).backgroundFailures)).toContain("link");
});

it("close does not wait for an embedder of answers that never answers", async () => {
  let asked = 0;
  const embed = () => {
    asked++;
    return new Promise<Float32Array[]>(() => undefined);
  };
  const { cache, make } = await linkedCache({ ...createTestEmbedder(), embed });
  await make(FIRST);
  await make(SECOND);
  await expect.poll(() => asked).toBe(1);
  await cache.close();
});
