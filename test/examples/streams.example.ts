import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createTestEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await using cache = new SemanticCache({
  client,
  embedder: createTestEmbedder({ dimension: 64 }),
  namespace: "streams",
  tenant: "acme",
});

// #region readme
const request = { prompt: "How do I reset my password?", scope: { model: "large" } };

async function* askModel(_signal: AbortSignal) {
  yield* ["Choose ", "“Forgot password” ", "on the sign-in page."]; // here the model streams its answer
}

const made = await cache.wrapStream(request, askModel);
let text = "";
for await (const piece of made.stream) text += piece; // here each piece goes to the browser
console.log(text);
// Choose “Forgot password” on the sign-in page.
console.log(made.hit, (await made.answer).entryId !== undefined); // `answer` resolves when it is stored
// false true

const again = await cache.wrapStream(request, askModel, { replay: { chunk: "word", delayMs: 5 } });
let words = 0;
for await (const _ of again.stream) words++;
console.log(again.hit, words);
// true 7
// #endregion
await cache.clearTenant();
