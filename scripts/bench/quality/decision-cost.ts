import {
  type DecisionPolicy,
  type DecisionQuery,
  type Neighbour,
  SemanticCache,
} from "../../../src/cache/index.js";
import type { Embedder } from "../../../src/embedding/index.js";
import type { VectorClient } from "../../../src/index.js";
import { EvidencePolicy } from "../../../src/learning/evidence/evidence-policy.js";
import type { LabelledQuestion } from "../../demo/cache/labelled-questions.js";
import { quantile } from "../statistics.js";
import { clearTenant } from "./clear-tenant.js";

const PLACE = { namespace: "bench", tenant: "cost" };

/** Microseconds of one decision, given the neighbours: what real look-ups found, decided on once more. */
export async function measureDecisions(
  client: VectorClient,
  embedder: Embedder,
  questions: readonly LabelledQuestion[],
): Promise<{ median: number; p99: number }> {
  const asked: { query: DecisionQuery; neighbours: readonly Neighbour[] }[] = [];
  const recorder: DecisionPolicy = {
    name: "recorder",
    neighbours: 20,
    ignoresThreshold: true,
    decide: (query, neighbours) => {
      asked.push({ query, neighbours });
      return { serve: undefined, reason: "recorded" };
    },
  };
  await clearTenant(client, PLACE.namespace, PLACE.tenant);
  const cache = new SemanticCache({
    client,
    embedder,
    ...PLACE,
    decision: recorder,
    memory: false,
    sweep: false,
    timeoutMs: 10_000,
    ttlMs: "never",
  });
  for (const { text, answer } of questions) {
    await cache.wrap({ prompt: text }, async () => ({ response: answer, answerId: answer }));
  }
  await cache.close();
  const policy = new EvidencePolicy({ errorBudget: 0.02, maxUnlinkedShare: 0.3 });
  const micros: number[] = [];
  for (const { query, neighbours } of asked) {
    const { wordHashes } = query;
    policy.stored({ wordHashes, answerId: "", isNamed: true });
    const startedAtMs = performance.now();
    policy.decide(query, neighbours);
    micros.push((performance.now() - startedAtMs) * 1_000);
  }
  // The first ones run code that is not compiled yet.
  const warm = micros.slice(Math.min(500, micros.length >> 1));
  return { median: quantile(warm, 0.5), p99: quantile(warm, 0.99) };
}
