import type { ExplainedCandidate, ExplainedStep, ExplainedThreshold, Explanation } from "./explanation.js";
import { shown } from "./summarize.js";

/** An explanation as lines of text. Contains the question only if the explanation does. */
export function formatExplanation(explanation: Explanation): string {
  const { summary, identity, threshold, steps, candidates, candidatesErrorCode, why, details } = explanation;
  const lines = [summary];
  if (identity !== undefined) {
    const { entryId, scopeFields, textLength, text, tags, category } = identity;
    lines.push(
      `entry ${entryId}, ${textLength} characters, scope by ${scopeFields.join(", ") || "nothing"}, ${tags} tags${category === undefined ? "" : `, category ${category}`}`,
    );
    if (text !== undefined) lines.push(`question: ${JSON.stringify(text)}`);
  }
  lines.push(`threshold ${shown(threshold.value)}: ${originOf(threshold)}`);
  lines.push(...steps.map(stepLine));
  if (why.policy !== undefined) lines.push(`policy ${why.policy}: ${why.decision ?? "not asked"}`);
  if (details !== undefined) lines.push(`  ${details.verdict}`);
  lines.push(...candidates.flatMap(candidateLines));
  if (candidatesErrorCode !== undefined) lines.push(`candidates not listed: ${candidatesErrorCode}`);
  return lines.join("\n");
}

const ORIGINS: Readonly<Record<ExplainedThreshold["from"], string>> = {
  cache: "option of the cache",
  tenant: "setting of the tenant",
  category: "setting of the category",
  call: "given with this request",
  embedder: "recommended by the embedder",
  default: "the default, because none is configured and the embedder recommends none",
};

function originOf({ from, source }: ExplainedThreshold): string {
  return source === undefined ? ORIGINS[from] : `${ORIGINS[from]} (${source})`;
}

function stepLine({ step, answer, reason, errorCode, similarity, durationMs }: ExplainedStep): string {
  const facts = [
    ...(answer === "hit" && similarity !== undefined ? [`similarity ${shown(similarity)}`] : []),
    ...(reason === undefined ? [] : [reason]),
    ...(errorCode === undefined ? [] : [errorCode]),
    `${durationMs.toFixed(2)} ms`,
  ];
  return `${step.padEnd(9)} ${answer} (${facts.join(", ")})`;
}

function candidateLines(candidate: ExplainedCandidate, index: number): string[] {
  const { entryId, codeSimilarity, exactSimilarity, lowest, highest, ageMs, isServed } = candidate;
  const exact = exactSimilarity === undefined ? "" : `, exactly ${shown(exactSimilarity)}`;
  const served = isServed ? ", served" : candidate.reachesThreshold ? "" : ", below the threshold";
  return [
    `${String(index + 1).padStart(2)}. ${entryId} code ${shown(codeSimilarity)} (${shown(lowest)} to ${shown(highest)})${exact}, ${Math.round(ageMs / 1_000)} s old${served}`,
    ...candidate.guards.map(
      ({ guard, verdict, detail }) => `    ${guard}: ${verdict}${detail === undefined ? "" : ` (${detail})`}`,
    ),
  ];
}
