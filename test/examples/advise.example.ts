import { createTestEmbedder } from "octavec/embedding";

const url = process.env.REDIS_URL ?? "redis://localhost:6379";
const embedder = createTestEmbedder({ dimension: 64 });
const place = { namespace: "advise", tenant: "acme" };

// #region readme
import { adviseCache, reportAvailability, reportLatency, SemanticCache } from "octavec/cache";

await using cache = new SemanticCache({ url, embedder, ...place });
const prompt = "When do you open?";
for (let times = 0; times < 3; times++) {
  const found = await cache.lookup({ prompt });
  if (!found.hit) await cache.store({ prompt, response: "At nine." });
  await cache.invalidate({ all: true }); // stands for an entry that expired
}

const recent = await cache.recentDays({ days: 30, includeText: true });
const latency = reportLatency(recent, { withinMs: 5_000, objective: 0.99 });
console.log(latency.lookups, latency.share, latency.budgetLeft, reportAvailability(recent, 0.999).budgetLeft);
// 3 1 1 1

const [advice] = adviseCache(await cache.stats(), { recent });
console.log(advice?.id, advice?.candidates?.length, advice?.effect);
// warm-questions 1 about 2.0 more hits a day, if they come as often as before
// #endregion
