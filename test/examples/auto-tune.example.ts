import { SemanticCache } from "octavec/cache";
import { createTestEmbedder } from "octavec/embedding";

const url = process.env.REDIS_URL ?? "redis://localhost:6379";
const embedder = createTestEmbedder({ dimension: 64 });
const place = { namespace: "auto-tune", tenant: "acme" };

// #region readme
await using cache = new SemanticCache({
  ...{ url, embedder, ...place },
  memory: { maxEntries: 50 },
  autoTune: {
    efSearch: { min: 50, max: 400 }, // index.efSearch begins with its default, 100
    memoryEntries: { min: 50, max: 1_000 },
    windowLookups: 500, // few, so that this example is short
  },
  onEvent: (event) => {
    if (event.type === "tuned") console.log(event.setting, event.action, event.from, event.to);
  },
});

const products = Array.from({ length: 80 }, (_, index) => `What does product ${index} cost?`);
await cache.warm(products.map((prompt) => ({ prompt, response: "Ten euros." })));
// 80 questions in turn: a memory of 50 entries has always just lost the next one.
for (let asked = 0; asked < 500; asked++) await cache.lookup({ prompt: products[asked % 80] ?? "" });
// memory.maxEntries raised 50 100

const { tuning } = await cache.stats();
console.log(tuning?.settings.map(({ setting, original, current }) => [setting, original, current]));
// [ [ 'index.efSearch', 100, 100 ], [ 'memory.maxEntries', 50, 100 ] ]
console.log(tuning?.history[0]?.evidence);
// 84.0 % of 500 look-ups asked for an entry that had just left memory

cache.resetTuning(); // the first values are back, and nothing is tuned any more
// memory.maxEntries reset 100 50
// #endregion
await cache.clearTenant();
