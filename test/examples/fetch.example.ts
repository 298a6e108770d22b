import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createTestEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await using cache = new SemanticCache({
  client,
  embedder: createTestEmbedder({ dimension: 64 }),
  namespace: "fetch",
  tenant: "acme",
});
const apiKey = "key";
// In an application leave `fetch` out: the global one calls the provider.
const upstream = async () =>
  Response.json({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_700_000_000,
    model: "gpt-5",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "Use the link in the mail.", refusal: null },
        logprobs: null,
        finish_reason: "stop",
      },
    ],
  });

import { createCachingFetch } from "octavec/fetch";
// #region readme
import OpenAI from "openai";

const openai = new OpenAI({ apiKey, fetch: createCachingFetch({ cache, fetch: upstream }) });
const ask = (content: string) =>
  openai.chat.completions.create({ model: "gpt-5", messages: [{ role: "user", content }] });

const first = await ask("How do I reset my password?");
const again = await ask("how do I reset my password"); // from the cache
console.log(first.choices[0]?.message.content, again.id === first.id);
// Use the link in the mail. true

const { response } = await ask("How do I reset my password?").withResponse();
console.log(response.headers.get("x-octavec-cache"));
// hit-memory
// #endregion
await cache.clearTenant();
