import { type LookupResult, SemanticCache } from "../../../src/cache/index.js";
import type { Embedder } from "../../../src/embedding/index.js";
import type { VectorClient } from "../../../src/index.js";
import type { LabelledQuestion } from "../../demo/cache/labelled-questions.js";
import type { ExactNeighbours } from "./nearest-stored.js";

/** What became of one pass over the questions. Shares of all questions asked. */
export interface ReplayFigures {
  readonly threshold: number;
  readonly guards: boolean;
  readonly hitRate: number;
  /** Hits with another question's answer, among the questions that have an answer of their own kind … */
  readonly wrongInScope: number;
  /** … and among those out of scope, of which every hit is wrong. */
  readonly wrongOutOfScope: number;
  /** Wrong hits of all questions asked. */
  readonly wrongRate: number;
  readonly stored: number;
  /** Decisions equal to an exact float32 search over the same entries; undefined where guards decide as well. */
  readonly agreement: number | undefined;
}

export interface ReplaySettings {
  readonly threshold: number;
  readonly guards: boolean;
}

/** Asks the questions one after the other of an empty cache; what misses is answered and stored, as in production. */
export async function replay(
  client: VectorClient,
  embedder: Embedder,
  questions: readonly LabelledQuestion[],
  neighbours: ExactNeighbours,
  { threshold, guards }: ReplaySettings,
): Promise<ReplayFigures> {
  const cache = new SemanticCache({
    client,
    embedder,
    namespace: "bench",
    tenant: "replay",
    threshold,
    memory: false,
    timeoutMs: 10_000,
    ttlMs: "never",
    ...(guards ? {} : { guards: false }),
  });
  await cache.invalidate({ all: true });
  const byText = new Map<string, number>();
  const stored = new Set<number>();
  const counts = { hits: 0, wrongInScope: 0, wrongOutOfScope: 0, inScope: 0, outOfScope: 0, agreed: 0 };
  for (const [index, { text, answer, inScope }] of questions.entries()) {
    const expected = byText.has(text)
      ? { index: byText.get(text)!, similarity: 1 }
      : neighbours.nearest(index, stored);
    const result = await cache.lookup({ prompt: text });
    if (inScope) counts.inScope++;
    else counts.outOfScope++;
    if (agrees(result, expected, threshold)) counts.agreed++;
    if (result.hit) {
      counts.hits++;
      const isRight = questions[Number(result.response)]?.answer === answer;
      if (!isRight && inScope) counts.wrongInScope++;
      if (!isRight && !inScope) counts.wrongOutOfScope++;
    } else {
      await cache.store({ prompt: text, response: String(index), answerId: answer });
      byText.set(text, index);
      stored.add(index);
    }
  }
  await cache.close();
  const all = questions.length;
  return {
    threshold,
    guards,
    hitRate: counts.hits / all,
    wrongInScope: counts.wrongInScope / counts.inScope,
    wrongOutOfScope: counts.outOfScope === 0 ? 0 : counts.wrongOutOfScope / counts.outOfScope,
    wrongRate: (counts.wrongInScope + counts.wrongOutOfScope) / all,
    stored: stored.size,
    agreement: guards ? undefined : counts.agreed / all,
  };
}

/** The same hit or miss, and of a hit the same entry, or one that is exactly as near. */
function agrees(
  result: LookupResult,
  expected: { index: number; similarity: number } | undefined,
  threshold: number,
): boolean {
  const shouldHit = expected !== undefined && expected.similarity >= threshold;
  if (!result.hit || !shouldHit) return result.hit === shouldHit;
  return (
    Number(result.response) === expected.index || Math.abs(result.similarity - expected.similarity) < 1e-9
  );
}
