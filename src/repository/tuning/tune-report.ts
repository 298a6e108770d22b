import { percent } from "../../share-interval.js";
import { defaultEf } from "../search/search.js";
import type { EfFigures, SearchFigures } from "./recall-meter.js";
import type { Truth, TunePlan } from "./tune-plan.js";

/** Which EF a collection needs for a recall, or what else it needs. */
export interface TuneReport {
  readonly targetRecall: number;
  readonly limit: number;
  /** How the searches compared. */
  readonly precision: "native" | "rescored";
  /** Queries that were measured. */
  readonly queries: number;
  /** Elements of the collection when the measurement began. */
  readonly count: number;
  /**
   * What the true neighbours were computed from: the caller's `vectors`; stored `float32`, `residual` or `int8` codes; or `codes`, those
   * by which the searches compare. The figures then do not say what quantization loses.
   */
  readonly truth: Truth;
  /** Whether an EF reaches the target. */
  readonly reached: boolean;
  /** The smallest EF that reaches it; undefined if none does. Pass it to `search`. */
  readonly ef: number | undefined;
  /**
   * What keeps the target from being reached; undefined if it is. `precision`: not even a comparison with every element finds enough, so
   * only a better precision can. `maxEf`: only an EF above that option could. `graph`: no EF could, although the precision is enough.
   */
  readonly obstacle: "precision" | "maxEf" | "graph" | undefined;
  /** With every EF that was tried, ascending. */
  readonly measured: readonly EfFigures[];
  /** Searches that compare every element in the same way. No EF finds more. */
  readonly exhaustive: SearchFigures;
  /** What to do, one sentence or two for each advice. */
  readonly advice: readonly string[];
  /** The report for people. */
  readonly text: string;
}

export type TuneFacts = Omit<TuneReport, "advice" | "text">;

export function reportTuning(facts: TuneFacts, plan: TunePlan): TuneReport {
  const advice = adviceFor(facts, plan);
  return { ...facts, advice, text: textOf(facts, advice) };
}

function adviceFor(facts: TuneFacts, plan: TunePlan): string[] {
  const { obstacle, exhaustive, targetRecall, truth } = facts;
  const advice: string[] = [];
  if (obstacle === "precision")
    advice.push(
      `No EF can reach ${percent(targetRecall)}: a comparison with every element found ${percent(exhaustive.recall.share)}. ` +
        `Only a better precision can. ${betterPrecision(plan)}`,
    );
  if (obstacle === "maxEf")
    advice.push(
      "The largest EF that was tried is not enough. Try a larger maxEf, write the records to a new collection with a larger m, or " +
        "search with exhaustive: true.",
    );
  if (obstacle === "graph")
    advice.push(
      "No EF is enough, because the graph does not lead to some elements. Write the records to a new collection with a larger m and " +
        "efConstruction, or search with exhaustive: true.",
    );
  const chosen = facts.measured.find(({ ef }) => ef === facts.ef);
  if (chosen !== undefined) advice.push(...adviceOn(chosen, facts));
  if (truth === "codes")
    advice.push(
      "The true neighbours are those by the codes of the set, so what quantization loses is not in these figures. Pass exactVectors to " +
        "measure that, too.",
    );
  return advice;
}

function adviceOn(chosen: EfFigures, { targetRecall, exhaustive, limit }: TuneFacts): string[] {
  const { ef, recall, medianMs } = chosen;
  const standard = defaultEf(limit);
  const compared =
    ef === standard
      ? "That is the default."
      : `The default is ${standard}${ef < standard ? ", which is more than needed" : ""}.`;
  const advice = [`Search with ef: ${ef}. ${compared}`];
  if (recall.low < targetRecall)
    advice.push(
      `By chance the true recall may be below the target: it is ${percent(recall.low)} to ${percent(recall.high)} (95 %). Measure more ` +
        "queries, or aim a little higher.",
    );
  if (exhaustive.medianMs <= medianMs)
    advice.push(
      `A comparison with every element (exhaustive: true) took no longer: ${exhaustive.medianMs.toFixed(2)} ms.`,
    );
  return advice;
}

/** What stores or compares more exactly than this collection. */
function betterPrecision({ precision, kept, quantization }: TunePlan): string {
  if (precision === "native" && kept !== "native")
    return 'The collection keeps codes: search with precision: "rescored".';
  if (quantization === "none")
    return "But the collection keeps the vectors themselves, so those of exactVectors are others: are they of the same model?";
  return `Write the records to a new collection with ${betterOptions(kept, quantization)}.`;
}

function betterOptions(kept: TunePlan["kept"], quantization: "q8" | "bin"): string {
  if (kept === "float32") return 'quantization: "none"';
  if (kept === "residual") return 'precision: "float32"';
  if (quantization === "q8") return 'precision: "residual" or "float32"';
  return kept === "native"
    ? 'precision: "int8", or with quantization: "q8"'
    : 'quantization: "q8" and precision: "residual" or "float32"';
}

function textOf(facts: TuneFacts, advice: readonly string[]): string {
  const { reached, ef, targetRecall, limit, precision, queries, count, truth, measured, exhaustive } = facts;
  const goal = `recall@${limit} of ${percent(targetRecall)}`;
  return [
    reached ? `EF ${ef} reaches a ${goal}.` : `No EF that was tried reaches a ${goal}.`,
    `${queries} queries, one at a time, of ${count} elements; ${precision} searches; true neighbours by ${truth}.`,
    ...measured.map((figures) => lineOf(`EF ${figures.ef}`, figures)),
    lineOf("Every element", exhaustive),
    ...advice.map((one) => `→ ${one}`),
  ].join("\n");
}

function lineOf(name: string, { recall, medianMs, p99Ms }: SearchFigures): string {
  return (
    `${name}: recall ${percent(recall.share)} (${percent(recall.low)} to ${percent(recall.high)}), ` +
    `median ${medianMs.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`
  );
}
