import { OctavecError } from "../errors/index.js";
import { MAX_LABELS } from "./evidence/evidence-model.js";
import { LABEL_KINDS, type Label } from "./evidence/label.js";
import { areScaled } from "./evidence/logistic-model.js";
import { MAX_WORDS } from "./evidence/word-weights.js";

const FORMAT = "octavec-learning";
const VERSION = 1;

/** What a cache has learned, as plain data: numbers only, no words and no answers. */
export interface LearningExport {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Hash of the vector space: labels of one embedder mean nothing to another. */
  readonly space: string;
  /** Oldest first: scaled features with the leading 1, right or wrong, chance, kind. */
  readonly labels: readonly {
    readonly x: readonly number[];
    readonly isRight: boolean;
    readonly probability: number;
    readonly kind: Label["kind"];
  }[];
  readonly questions: number;
  /** Word hash and the number of questions with it. */
  readonly words: readonly (readonly [hash: number, count: number])[];
}

export function exportOf(
  space: string,
  labels: readonly Label[],
  { questions, words }: { questions: number; words: ReadonlyMap<number, number> },
): LearningExport {
  return {
    format: FORMAT,
    version: VERSION,
    space,
    labels: labels.map(({ x, ...rest }) => ({ ...rest, x: [...x] })),
    questions,
    words: [...words],
  };
}

/** Checks everything before anything is changed. @throws OctavecError `INVALID_ARGUMENT`. */
export function parseExport(
  value: LearningExport,
  space: string,
): { labels: Label[]; words: Map<number, number> } {
  if (value?.format !== FORMAT || value.version !== VERSION) {
    throw invalid(`expected what learning.export() gave, of version ${VERSION}`);
  }
  if (value.space !== space) {
    throw invalid(
      "it was learned with another embedder or quantization, whose similarities mean something else",
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
  return { labels, words };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `learning.import: ${problem}.`);
}
