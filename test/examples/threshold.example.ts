import { randomUUID } from "node:crypto";
import { createTestEmbedder } from "octavec/embedding";

const embedder = createTestEmbedder({ dimension: 64 });
const tenant = randomUUID();
// As logs of a cache give them: how near the nearest entry was, and whether its answer fitted.
const pairs = Array.from({ length: 800 }, (_, at) => ({
  similarity: 0.6 + at / 2_000,
  same: at >= 400 || at % 3 === 0,
}));

// #region readme
import { connect } from "octavec";
import { measureGuards, SemanticCache } from "octavec/cache";
import { adaptiveThreshold, calibrateThreshold } from "octavec/learning";

// pairs: [{ similarity: 0.91, same: true }, …] of questions and their nearest entries
const { chosen } = calibrateThreshold(pairs, { targetPrecision: 0.95 });
if (chosen === undefined)
  throw new Error("No threshold reaches 95 % for sure: use more pairs, or another embedder.");
console.log(chosen.threshold.toFixed(2), chosen.precision.low.toFixed(2), chosen.hitRate.toFixed(2));
// 0.79 0.96 0.52

const { guards } = measureGuards(
  [
    { a: "Send 50 euros to Anna", b: "Send 70 euros to Anna", same: false },
    { a: "Name 5 fruits", b: "Name 6 fruits", same: true },
  ],
  { guards: ["numbers", "negation", "names"] },
);
for (const { guard, wrongRejected, rightRejected } of guards)
  console.log(guard, "catches", wrongRejected, "costs", rightRejected);
// numbers catches 1 costs 1
// negation catches 0 costs 0
// names catches 0 costs 0

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const place = { client, embedder, namespace: "support", tenant };
// A fixed threshold …
await using fixed = new SemanticCache({ ...place, name: "fixed", threshold: chosen.threshold });
// … or one that is learned from misses, audits and feedback of all processes, and never goes below the floor.
const decision = adaptiveThreshold({ floor: 0.75, start: chosen.threshold, targetPrecision: 0.95 });
await using adaptive = new SemanticCache({ ...place, name: "adaptive", decision });
// #endregion
await fixed.clearTenant();
await adaptive.clearTenant();
