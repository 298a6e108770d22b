import { expect, inject, it } from "vitest";
import { createTestEmbedder, type Embedder, EmbeddingCache } from "../../../src/embedding/index.js";
import { openCache } from "../../helpers/cache.js";
import { holdEventLoop } from "../../helpers/hold-event-loop.js";

/** Cache time of one call, as by default. */
const TIMEOUT_MS = 50;
const HELD_MS = 200;
const CALLERS = 10;

const inner = createTestEmbedder({ dimension: 128 });

/** As a model on the main thread does. */
const holdingEmbedder: Embedder = {
  ...inner,
  embed(texts, options) {
    holdEventLoop(HELD_MS);
    return inner.embed(texts, options);
  },
};

async function filledCache(embedder: Embedder) {
  const { another } = await openCache(inject("redisUrl"), { embedder });
  const writer = another();
  const prompts = Array.from({ length: CALLERS }, (_, index) => `What is the price of article ${index}?`);
  for (const prompt of prompts) await writer.store({ prompt, response: `about ${prompt}` });
  return { cache: another({ timeoutMs: TIMEOUT_MS, memory: false, guards: [] }), prompts };
}

it("callers get hits when the event loop is held for 200 ms while Redis answers", async () => {
  // The time limit fired before the replies in the sockets were read: a healthy Redis looked down.
  const { cache, prompts } = await filledCache(inner);
  const answers = prompts.map((prompt) => cache.lookup({ prompt }));
  holdEventLoop(HELD_MS);
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ hit: true, tier: "exact" });
});

it("ten callers whose embedder holds the event loop get hits by meaning", async () => {
  const { cache, prompts } = await filledCache(holdingEmbedder);
  const answers = await Promise.all(prompts.map((prompt) => cache.lookup({ prompt: `${prompt} Please.` })));
  for (const answer of answers) expect(answer).toMatchObject({ hit: true, tier: "semantic" });
});

it("the embedding cache reads and keeps vectors while the event loop is held", async () => {
  const { client, namespace } = await openCache(inject("redisUrl"));
  const embedder = new EmbeddingCache({
    client,
    embedder: holdingEmbedder,
    namespace,
    timeoutMs: TIMEOUT_MS,
  });
  const texts = Array.from({ length: CALLERS }, (_, index) => `text ${index}`);
  await Promise.all(texts.map((text) => embedder.embed([text])));
  const again = texts.map((text) => embedder.embed([text]));
  holdEventLoop(HELD_MS);
  await Promise.all(again);
  expect(embedder.stats()).toMatchObject({ misses: CALLERS, stored: CALLERS, hits: CALLERS, notStored: 0 });
});
