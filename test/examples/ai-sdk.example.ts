import { MockLanguageModelV3 } from "ai/test";
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createTestEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await using cache = new SemanticCache({
  client,
  embedder: createTestEmbedder({ dimension: 64 }),
  namespace: "ai-sdk",
  tenant: "acme",
});
// In an application: openai("gpt-5"), or the model of any other provider.
const languageModel = new MockLanguageModelV3({
  doGenerate: {
    content: [{ type: "text", text: "Use the link in the mail." }],
    finishReason: { unified: "stop", raw: undefined },
    usage: {
      inputTokens: { total: 40, noCache: 40, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 12, text: 12, reasoning: 0 },
    },
    warnings: [],
  },
});

// #region readme
import { generateText, streamText, wrapLanguageModel } from "ai";
import { semanticCache } from "octavec/ai-sdk";

const model = wrapLanguageModel({ model: languageModel, middleware: semanticCache({ cache }) });

const first = await generateText({ model, prompt: "How do I reset my password?" });
console.log(first.text, first.usage.outputTokens);
// Use the link in the mail. 12

const again = streamText({ model, prompt: "how do I reset my password" });
let text = "";
for await (const piece of again.textStream) text += piece;
console.log(text, (await again.usage).outputTokens);
// Use the link in the mail. 0
console.log((await again.providerMetadata)?.octavec?.hit);
// true

const other = await generateText({
  model,
  prompt: "How do I reset my password?",
  providerOptions: { octavec: { bypass: true } }, // this call does without the cache
});
console.log(other.providerMetadata?.octavec?.reason);
// bypass
// #endregion
await cache.clearTenant();
