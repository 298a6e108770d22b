import { send } from "./api.js";
import { byId, el, show, table } from "./dom.js";
import { duration, rate, similarity } from "./format.js";

/** The scope that a form gives, which may be empty. @throws Error if it is no JSON object. */
export function scopeOf(id) {
  const text = byId(id).value.trim();
  if (text === "") return undefined;
  let scope;
  try {
    scope = JSON.parse(text);
  } catch {
    scope = undefined;
  }
  if (typeof scope === "object" && scope !== null && !Array.isArray(scope)) return scope;
  throw new Error('The scope: expected a JSON object such as {"model":"large"}');
}

/** What the cache of a tenant would answer, and why. */
export async function explain(tenant) {
  show("explain-result", "Asking…");
  try {
    const prompt = byId("explain-prompt").value;
    const explanation = await send("explanations", { tenant, prompt, scope: scopeOf("explain-scope") });
    show("explain-result", ...parts(explanation));
  } catch (error) {
    show("explain-result", el("p", { class: "bad" }, error.message));
  }
}

function parts({ result, summary, threshold, steps, candidates, candidatesErrorCode }) {
  return [
    el(
      "p",
      { class: result.hit ? "good" : undefined },
      el("strong", {}, result.hit ? "Hit. " : "Miss. "),
      summary,
    ),
    el("p", {}, `Threshold ${similarity(threshold.value)}, from: ${threshold.from}.`),
    el("h3", {}, "Steps"),
    table(
      "Steps",
      ["Step", "Answer", { title: "Time", kind: "number" }],
      steps.map(({ step, answer, reason, errorCode, durationMs }) => [
        step,
        [answer, reason, errorCode].filter((part) => part !== undefined).join(", "),
        `${rate(durationMs)} ms`,
      ]),
    ),
    el("h3", {}, "Nearest entries"),
    candidates.length === 0
      ? el("p", {}, candidatesErrorCode === undefined ? "None." : `Not listed: ${candidatesErrorCode}`)
      : table(
          "Nearest entries",
          [
            { title: "Stored question", kind: "text" },
            { title: "Similarity", kind: "number" },
            "Verdict",
            { title: "Age", kind: "number" },
            "Entry",
          ],
          candidates.map((one) => [
            one.prompt ?? "(gone)",
            similarity(one.exactSimilarity ?? one.codeSimilarity),
            verdictOf(one),
            duration(one.ageMs),
            one.entryId,
          ]),
        ),
  ];
}

function verdictOf({ isServed, reachesThreshold, guards }) {
  const refused = guards
    .filter(({ verdict }) => verdict === "reject")
    .map(({ guard, words }) =>
      words === undefined
        ? `guard ${guard}`
        : `guard ${guard}: “${words.query.join(" ")}” against “${words.entry.join(" ")}”`,
    );
  if (refused.length > 0) return `refused by ${refused.join("; ")}`;
  if (isServed) return "served";
  return reachesThreshold ? "near enough" : "below the threshold";
}
