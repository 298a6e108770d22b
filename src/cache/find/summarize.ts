import type { MissReason } from "../contract/index.js";
import type { ExplainedStep, ExplainedThreshold, Explanation } from "./explanation.js";

const REASONS: Readonly<Record<MissReason, string>> = {
  "not-found": "nothing is stored in this scope that could answer it",
  "below-threshold": "the nearest entry is not near enough",
  guard: "a guard found a contradiction to each entry that is near enough",
  judge: "the judge refused an entry that is near enough, or gave no verdict",
  policy: "the decision policy refused the entries that are near",
  probation: "what is near enough is on probation, or its writer is in quarantine",
  shadow: "in shadow mode no hit is served",
  "embeddings-off": "it is not stored exactly, and this cache has no embedder to search by its meaning",
  "embedding-failed": "it is not stored exactly, and the embedder gave no vector",
  unavailable: "Redis did not answer",
  "condense-failed": "the conversation could not be condensed into one question",
  "multi-turn": "conversations of several turns are not cached here",
  "agent-turn": "turns with tool calls or tool results are not cached here",
  "empty-prompt": "the question is empty",
  "prompt-too-long": "the question is longer than 8,192 characters, or its image larger than 20 MiB",
};

const WHOSE: Readonly<Record<ExplainedThreshold["from"], string>> = {
  cache: "the cache's",
  tenant: "the tenant's",
  category: "the category's",
  call: "the call's",
  embedder: "the embedder's recommended",
  default: "the default",
  modalities: "the pair's",
  none: "no",
};

const STEPS: Readonly<Record<ExplainedStep["step"], string>> = {
  memory: "from this process' memory, by its exact words",
  exact: "from Redis, by its exact words",
  embedding: "by its embedding",
  near: "from this process' memory, by meaning",
  semantic: "by meaning",
};

/** One sentence on how a look-up ends. `step`: the one that gave the result. */
export function summarize({
  result,
  threshold,
  why,
  step,
}: Pick<Explanation, "result" | "threshold" | "why"> & {
  readonly step: ExplainedStep["step"] | undefined;
}): string {
  const needed = `${WHOSE[threshold.from]} threshold of ${shown(threshold.value)}`;
  if (!result.hit) {
    const { nearestSimilarity } = why;
    const near =
      result.reason !== "below-threshold" || nearestSimilarity === undefined
        ? ""
        : ` (${shown(nearestSimilarity)}, against ${needed})`;
    return `Not answered from the cache: ${REASONS[result.reason]}${near}.`;
  }
  const past = result.stale
    ? " The answer's time to live is over, so a new one would be made meanwhile."
    : "";
  const isExact = step === "memory" || step === "exact";
  const measure = isExact ? "" : ` at a similarity of ${shown(result.similarity)}, against ${needed}`;
  return `Answered ${STEPS[step ?? "exact"]}${measure}.${past}`;
}

/** Rounded down, so that 0.8999 does not look like the threshold that it misses. */
export function shown(similarity: number): string {
  // The small number corrects rounding errors: 0.57 · 10,000 is a little less than 5,700.
  return (Math.floor(similarity * 10_000 + 1e-6) / 10_000).toString();
}
