import { randomUUID } from "node:crypto";

const tenant = randomUUID();
/** Here a small model answers yes or no. */
const askModel = async (text: string): Promise<string> => (text.includes("gone for good") ? "yes" : "no");

// #region readme
import { connect } from "octavec";
import { type JudgeHook, SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

const judge: JudgeHook = {
  when: "uncertain", // not where the alignment guard is sure
  timeoutMs: 1_000,
  accept: async (question, { prompt }) => {
    const reply = await askModel(`Does one answer fit both questions?\n1. ${question}\n2. ${prompt}`);
    return reply === "yes";
  },
};

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await using cache = new SemanticCache({
  client,
  embedder: createEnergeticEmbedder(),
  namespace: "support",
  tenant,
  timeoutMs: 2_000,
  threshold: 0.6,
  guards: ["numbers", "dates", "negation", "names", "quoted", "code", "language", "alignment"],
  judge,
  telemetry: { judgeCostPerCall: 0.0001 },
});

await cache.store({ prompt: "How do I delete my account?", response: "In the settings." });
const agreed = await cache.lookup({ prompt: "How can I erase my account?" }); // not asked: synonyms
const contradicted = await cache.lookup({ prompt: "How do I share my account?" }); // not asked: another word
const asked = await cache.lookup({ prompt: "I want my account gone for good, how do I do that?" });
console.log(agreed.hit, contradicted.hit, asked.hit);
// true false true

const { calls, failures, cost } = (await cache.stats()).judge;
console.log(calls, failures, cost);
// 1 0 0.0001
// #endregion
await cache.clearTenant();
