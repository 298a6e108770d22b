import { SemanticCache } from "octavec/cache";
import { createTestEmbedder } from "octavec/embedding";

const url = process.env.REDIS_URL ?? "redis://localhost:6379";
const embedder = createTestEmbedder({ dimension: 64 });
const place = { namespace: "auto-tune", tenant: "acme" };

// #region readme
const changes: string[] = [];
await using cache = new SemanticCache({
  ...{ url, embedder, ...place },
  memory: { maxEntries: 50 },
  autoTune: {
    efSearch: { min: 50, max: 400 }, // index.efSearch begins with its default, 100
    memoryEntries: { min: 50, max: 1_000 },
    windowLookups: 500, // few, so that this example is short
  },
  onEvent: (event) => {
    if (event.type === "tuned") changes.push(`${event.setting} ${event.action}`);
  },
});

const products = Array.from({ length: 80 }, (_, index) => `What does product ${index} cost?`);
await cache.warm(products.map((prompt) => ({ prompt, response: "Ten euros." })));
// 80 questions in turn: a memory of 50 entries has always just lost the next one.
for (let asked = 0; asked < 500; asked++) await cache.lookup({ prompt: products[asked % 80] ?? "" });

const { tuning } = await cache.stats();
console.log(tuning?.settings.map(({ setting, original, current }) => [setting, original, current]));
// [ [ 'index.efSearch', 100, 100 ], [ 'memory.maxEntries', 50, 100 ] ]

cache.resetTuning(); // the first values are back, and nothing is tuned any more
console.log((await cache.stats()).tuning?.history.map(({ action, from, to }) => [action, from, to]));
// [ [ 'raised', 50, 100 ], [ 'reset', 100, 50 ] ]
console.log(changes);
// [ 'memory.maxEntries raised', 'memory.maxEntries reset' ]
// #endregion
await cache.clearTenant();
