import { type GuardName, SemanticCache } from "../../../src/cache/index.js";
import type { Embedder } from "../../../src/embedding/index.js";
import type { VectorClient } from "../../../src/index.js";
import { type CacheAlert, evidence } from "../../../src/learning/index.js";
import type { LabelledQuestion } from "../../demo/cache/labelled-questions.js";
import { clearTenant } from "./clear-tenant.js";

/** One pass over the questions in one order. Shares are of all questions asked. */
export interface Pass {
  readonly hitRate: number;
  readonly errorRate: number;
  /** Calls of the producer for hits. */
  readonly auditRate: number;
  /** How often the policy changed its way of deciding: hard stops, step-downs and returns. */
  readonly modeChanges: number;
  /** Errors among the first thousand questions, as a share of them. */
  readonly firstErrorRate: number;
}

/** `tenant`: passes that run at the same time need one each. `guards`: those that look at candidates; none if missing. */
export type PassSettings = { readonly tenant: string; readonly guards?: readonly GuardName[] } & (
  | { readonly evidence: { readonly errorBudget: number } }
  | { readonly agreement: { readonly threshold: number } }
);

const NAMESPACE = "bench";
const FIRST = 1_000;

/**
 * Asks the questions one after the other of an empty cache through `wrap`, whose model is the label: it gives every question of
 * one label the same answer. Audits and everything that is learned go their usual way.
 */
export async function replayPolicy(
  client: VectorClient,
  embedder: Embedder,
  questions: readonly LabelledQuestion[],
  settings: PassSettings,
): Promise<Pass> {
  const { tenant } = settings;
  await clearTenant(client, NAMESPACE, tenant);
  let modeChanges = 0;
  const onAlert = ({ kind }: CacheAlert) => {
    if (kind === "decision-mode") modeChanges++;
  };
  const cache = new SemanticCache({
    client,
    embedder,
    namespace: NAMESPACE,
    tenant,
    ...("evidence" in settings
      ? { decision: evidence({ ...settings.evidence, onAlert }) }
      : { decision: "agreement", ...settings.agreement }),
    guards: settings.guards === undefined ? false : [...settings.guards],
    memory: false,
    timeoutMs: 10_000,
    ttlMs: "never",
    maxEntries: 1_000_000,
  });
  let [hits, wrong, wrongFirst, calls] = [0, 0, 0, 0];
  for (const [index, { text, answer }] of questions.entries()) {
    const result = await cache.wrap({ prompt: text }, async () => {
      calls++;
      return { response: answer, answerId: answer };
    });
    if (!result.hit && result.notStored !== undefined)
      throw new Error(`An answer was not stored: ${result.notStored}.`);
    if (result.hit) hits++;
    if (result.response !== answer) {
      wrong++;
      if (index < FIRST) wrongFirst++;
    }
  }
  await cache.close();
  const all = questions.length;
  return {
    hitRate: hits / all,
    errorRate: wrong / all,
    auditRate: (calls - (all - hits)) / all,
    modeChanges,
    firstErrorRate: wrongFirst / Math.min(FIRST, all),
  };
}
