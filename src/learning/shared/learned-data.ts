import { OctavecError } from "../../errors/index.js";
import { MAX_LABELS } from "../evidence/evidence-model.js";
import type { EvidencePolicy } from "../evidence/evidence-policy.js";
import { LABEL_KINDS, type Label } from "../evidence/label.js";
import { areScaled } from "../evidence/logistic-model.js";
import { MAX_PAIR_LABELS, type PairLabel, type PairRow, readPairLabel } from "../evidence/word-pairs.js";
import { MAX_WORDS, type WordCounts } from "../evidence/word-weights.js";

const FORMAT = "octavec-learning";
const VERSION = 1;
/** Instances may hold more for a while than they keep. */
const MAX_EXPORTED_PAIRS = 4 * MAX_PAIR_LABELS;

/** What `evidence()` has learned, as plain data: numbers and word hashes, no words and no answers. */
export interface LearningExport {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Hash of the vector space, because labels of one embedder are of no use with another. */
  readonly space: string;
  /** Oldest first. `x`: scaled features with a leading 1. `probability`: what the model had given. */
  readonly labels: readonly {
    readonly x: readonly number[];
    readonly isRight: boolean;
    readonly probability: number;
    readonly kind: Label["kind"];
  }[];
  /** Stored questions whose words were counted. */
  readonly questions: number;
  /** Word hash, and number of questions that contain the word. */
  readonly words: readonly (readonly [hash: number, count: number])[];
  /**
   * Labels of pairs of words: the hashes of both and of the rest of a question, whether its answer stayed when one word took
   * the other's place, and milliseconds since 1970. Exports of earlier versions have none.
   */
  readonly pairs?: readonly PairRow[] | undefined;
}

/** What an export holds. */
export interface Learned {
  readonly labels: readonly Label[];
  readonly counts: WordCounts;
  readonly pairs: readonly PairLabel[];
}

export function exportOf(
  space: string,
  { labels, counts: { questions, words }, pairs }: Learned,
): LearningExport {
  return {
    format: FORMAT,
    version: VERSION,
    space,
    labels: labels.map(({ x, isRight, probability, kind }) => ({ x: [...x], isRight, probability, kind })),
    questions,
    words: [...words],
    pairs: pairs.map(({ words: [a, b], context, isSame, atMs }) => [a, b, context, isSame, atMs]),
  };
}

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function parseExport(value: LearningExport, space: string): Learned {
  if (value?.format !== FORMAT || value.version !== VERSION) {
    throw invalid(`expected what export() returned, of version ${VERSION}`);
  }
  if (value.space !== space) {
    throw invalid(
      "expected an export of a cache with the same embedder and quantization, because similarities of others are not comparable",
    );
  }
  if (!Array.isArray(value.labels) || value.labels.length > MAX_LABELS) {
    throw invalid(`labels: expected a list of at most ${MAX_LABELS}`);
  }
  if (!Array.isArray(value.words) || value.words.length > 2 * MAX_WORDS) {
    throw invalid(`words: expected a list of at most ${2 * MAX_WORDS}`);
  }
  if (!isCount(value.questions)) throw invalid("questions: expected a whole number from 0");
  const labels = value.labels.map(({ x, isRight, probability, kind }, index): Label => {
    const features = Float64Array.from(x);
    const isWhole =
      areScaled(features) &&
      typeof isRight === "boolean" &&
      probability >= 0 &&
      probability <= 1 &&
      LABEL_KINDS.includes(kind);
    if (!isWhole) throw invalid(`labels[${index}] is damaged`);
    return { x: features, isRight, probability, kind };
  });
  const words = new Map<number, number>();
  for (const [index, [hash, count]] of value.words.entries()) {
    if (!isCount(hash) || hash >= 2 ** 32 || !isCount(count)) throw invalid(`words[${index}] is damaged`);
    words.set(hash, count);
  }
  return { labels, counts: { questions: value.questions, words }, pairs: parsePairs(value.pairs) };
}

function parsePairs(rows: LearningExport["pairs"] = []): PairLabel[] {
  if (!Array.isArray(rows) || rows.length > MAX_EXPORTED_PAIRS) {
    throw invalid(`pairs: expected a list of at most ${MAX_EXPORTED_PAIRS}`);
  }
  return rows.map((row, index) => {
    const label = readPairLabel(row);
    if (label === undefined) throw invalid(`pairs[${index}] is damaged`);
    return label;
  });
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `import: ${problem}.`);
}

/** The state of the model, with which new instances begin. It is derived from the labels. */
export interface ModelRecord {
  readonly weights: readonly number[];
  /** Look-ups that the writer knew. */
  readonly lookups: number;
  readonly cut: number;
  readonly stopped: boolean;
  readonly mode: string;
  /** Share of unlinked entries; null while it is unknown. */
  readonly unlinked: number | null;
  /** Id of the last label read. */
  readonly label: string;
  /** Milliseconds since 1970 by the writer's clock. */
  readonly writtenAtMs: number;
}

export function recordOf(policy: EvidencePolicy, lookups: number, label: string): ModelRecord {
  const { model, links } = policy;
  return {
    weights: model.weights,
    lookups,
    cut: model.cut,
    stopped: policy.isStopped,
    mode: policy.mode,
    unlinked: links.unlinkedShare ?? null,
    label,
    writtenAtMs: Date.now(),
  };
}

/** Undefined for anything but a record. */
export function parseRecord(text: string | undefined): ModelRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return undefined;
    const { weights, lookups, cut, stopped, mode, unlinked, label, writtenAtMs } = value;
    if (
      !Array.isArray(weights) ||
      !weights.every((weight): weight is number => Number.isFinite(weight)) ||
      !isAmount(lookups) ||
      !(typeof cut === "number" && cut >= 0.5 && cut <= 1) ||
      typeof stopped !== "boolean"
    ) {
      return undefined;
    }
    return {
      weights,
      lookups,
      cut,
      stopped,
      mode: typeof mode === "string" ? mode : "evidence",
      unlinked: typeof unlinked === "number" ? unlinked : null,
      label: typeof label === "string" ? label : "0-0",
      writtenAtMs: isAmount(writtenAtMs) ? writtenAtMs : 0,
    };
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
