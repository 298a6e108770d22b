import type {
  ExplainedCandidate,
  ExplainedGuard,
  ExplainedStep,
  ExplainedThreshold,
  Explanation,
} from "./explanation.js";
import { shown } from "./summarize.js";

/** Characters of a stored question that its line shows. */
const MAX_SHOWN = 160;
/** Invisible characters that change how a terminal shows text and that JSON leaves as they are. */
const INVISIBLE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** An explanation as lines of text. Contains questions only if the explanation does. */
export function formatExplanation(explanation: Explanation): string {
  const { summary, identity, threshold, steps, candidates, candidatesErrorCode, why, details } = explanation;
  const lines = [summary];
  if (identity !== undefined) {
    const { entryId, scopeFields, textLength, text, tags, category } = identity;
    lines.push(
      `entry ${entryId}, ${textLength} characters, scope by ${scopeFields.join(", ") || "nothing"}, ${tags} tags${category === undefined ? "" : `, category ${category}`}`,
    );
    if (text !== undefined) lines.push(`question: ${quoted(text)}`);
  }
  lines.push(`threshold ${shown(threshold.value)} (${originOf(threshold)})`);
  lines.push(...steps.map(stepLine));
  if (why.policy !== undefined) lines.push(`policy ${why.policy}: ${why.decision ?? "not asked"}`);
  if (details !== undefined) lines.push(`  ${details.verdict}`);
  lines.push(...candidates.flatMap(candidateLines));
  if (candidatesErrorCode !== undefined) lines.push(`candidates not listed: ${candidatesErrorCode}`);
  return lines.join("\n");
}

function originOf({ from, source }: ExplainedThreshold): string {
  if (from === "embedder") return `recommended by the embedder: ${source}`;
  if (from === "default") return "the default: none is configured, and the embedder recommends none";
  return `of the ${from}`;
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
  const { entryId, prompt, codeSimilarity, exactSimilarity, lowest, highest, ageMs, isServed, writer } =
    candidate;
  const exact = exactSimilarity === undefined ? "" : `, exactly ${shown(exactSimilarity)}`;
  const served = isServed ? ", served" : candidate.reachesThreshold ? "" : ", below the threshold";
  const source = writer === undefined ? "" : `, by ${quoted(writer)}`;
  const probation = candidate.onProbation === true ? ", on probation" : "";
  const question = prompt === undefined ? "" : `: ${quoted(prompt)}`;
  return [
    `${String(index + 1).padStart(2)}. ${entryId} code ${shown(codeSimilarity)} (${shown(lowest)} to ${shown(highest)})${exact}, ${Math.round(ageMs / 1_000)} s old${served}${source}${probation}${question}`,
    ...candidate.guards.map(
      ({ guard, verdict, detail, words }) =>
        `    ${guard}: ${verdict}${detail === undefined ? "" : ` (${detail})`}${words === undefined ? "" : wordsShown(words)}`,
    ),
  ];
}

function wordsShown({ query, entry }: NonNullable<ExplainedGuard["words"]>): string {
  return `: ${quoted(query.join(" "))} against ${quoted(entry.join(" "))}`;
}

/** In quotation marks, on one line, and cut if it is long. */
function quoted(text: string): string {
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return JSON.stringify(cut).replace(
    INVISIBLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
