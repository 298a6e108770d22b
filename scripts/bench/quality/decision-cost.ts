import {
  type BindablePolicy,
  type DecisionQuery,
  type Neighbour,
  type PolicyHost,
  SemanticCache,
  type StoreEvent,
} from "../../../src/cache/index.js";
import type { Embedder } from "../../../src/embedding/index.js";
import type { VectorClient } from "../../../src/index.js";
import { evidence } from "../../../src/learning/index.js";
import type { LabelledQuestion } from "../../demo/cache/labelled-questions.js";
import { quantile } from "../statistics.js";
import { clearTenant } from "./clear-tenant.js";

const PLACE = { namespace: "bench", tenant: "cost" };

type Step =
  | { readonly stored: StoreEvent }
  | { readonly query: DecisionQuery; readonly neighbours: readonly Neighbour[] };

/** Microseconds of one decision, given the neighbours: what real look-ups found, decided on once more. */
export async function measureDecisions(
  client: VectorClient,
  embedder: Embedder,
  questions: readonly LabelledQuestion[],
): Promise<{ median: number; p99: number }> {
  const steps: Step[] = [];
  let host: PolicyHost | undefined;
  const recorder: BindablePolicy = {
    name: "recorder",
    bind(given) {
      host = given;
      return {
        policy: {
          name: "recorder",
          neighbours: 20,
          ignoresThreshold: true,
          decide: (query, neighbours) => {
            steps.push({ query, neighbours });
            return { serve: undefined, reason: "recorded" };
          },
        },
        observer: { stored: (stored) => void steps.push({ stored }) },
      };
    },
  };
  await clearTenant(client, PLACE.namespace, PLACE.tenant);
  const cache = new SemanticCache({
    client,
    embedder,
    ...PLACE,
    decision: recorder,
    memory: false,
    timeoutMs: 10_000,
    ttlMs: "never",
  });
  for (const { text, answer } of questions) {
    await cache.wrap({ prompt: text }, async () => ({ response: answer, answerId: answer }));
  }
  await cache.close();
  if (host === undefined) throw new Error("The cache did not bind its policy.");
  const { policy, observer } = evidence().bind(host);
  const micros: number[] = [];
  for (const step of steps) {
    if ("stored" in step) {
      observer?.stored?.(step.stored);
      continue;
    }
    const { query, neighbours } = step;
    // Words are hashed at the first look at them; that is not part of the decision.
    void query.wordHashes;
    const startedAtMs = performance.now();
    policy.decide(query, neighbours);
    micros.push((performance.now() - startedAtMs) * 1_000);
  }
  // The first ones run code that is not compiled yet.
  const warm = micros.slice(Math.min(500, micros.length >> 1));
  return { median: quantile(warm, 0.5), p99: quantile(warm, 0.99) };
}
