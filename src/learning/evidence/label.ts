import { fnv1a } from "../../text/index.js";
import { areScaled, MAX_ODDS, WEIGHT_COUNT } from "./logistic-model.js";

/**
 * `miss`: nothing was served, because the probability was too low or a guard rejected. `audit`: a hit was checked. `unserved`:
 * the answer would have been served, if not for shadow mode or the mode `stopped`.
 */
export const LABEL_KINDS = ["miss", "audit", "unserved"] as const;

export type LabelKind = (typeof LABEL_KINDS)[number];

export interface LabelledCandidate {
  readonly entryId: string;
  /** Shortened, see {@link shortened}. */
  readonly answerId: string;
}

/** An answer id in few characters. Two may have the same, so it only serves to remember what is known of an answer. */
export function shortened(answerId: string): string {
  return fnv1a(answerId).toString(36);
}

/** One decision and whether it was right. The model learns from labels, and instances share them. */
export interface Label {
  /** Scaled features with a leading 1. */
  readonly x: Float64Array;
  /** Whether the most probable answer was the right one. */
  readonly isRight: boolean;
  /** The probability that the model had given it, 0 to 1. */
  readonly probability: number;
  /** Log odds that the model had given it, before they were corrected. Not part of an export. */
  readonly odds?: number | undefined;
  readonly kind: LabelKind;
  /** What was served, or would have been. Not part of an export, because another cache has other entries. */
  readonly candidate?: LabelledCandidate | undefined;
}

/** Raised when the features, their order or their scales change. */
const ROW_VERSION = 2;

/** The mark of rows that this instance can use: of its version and vector space, and written since the last reset. */
export function rowTag(space: string, epoch: string): string {
  return `${ROW_VERSION}.${space}.${epoch}`;
}

/** Fields and values of a stream entry, in turn. `writer`: the instance that writes it. */
export function encodeLabel(
  { x, isRight, probability, odds, kind, candidate }: Label,
  tag: string,
  writer: string,
): (string | Buffer)[] {
  const bytes = Buffer.allocUnsafe(WEIGHT_COUNT * 4);
  for (let j = 0; j < WEIGHT_COUNT; j++) bytes.writeFloatLE(x[j]!, j * 4);
  const right = isRight ? "1" : "0";
  const named = candidate === undefined ? [] : ["e", candidate.entryId, "a", candidate.answerId];
  return [
    "v",
    tag,
    "i",
    writer,
    "k",
    kind,
    "r",
    right,
    "p",
    probability.toPrecision(6),
    "x",
    bytes,
    ...named,
    ...(odds === undefined ? [] : ["o", odds.toPrecision(6)]),
  ];
}

export interface WrittenLabel {
  readonly label: Label;
  /** The instance that wrote it. */
  readonly writer: string;
}

/** Undefined for a row with another mark, and for a damaged one. */
export function decodeLabel(fields: ReadonlyMap<string, Buffer>, tag: string): WrittenLabel | undefined {
  const bytes = fields.get("x");
  const kind = LABEL_KINDS.find((known) => known === fields.get("k")?.toString());
  const right = fields.get("r")?.toString();
  const probability = Number(fields.get("p")?.toString() ?? "");
  if (
    fields.get("v")?.toString() !== tag ||
    kind === undefined ||
    (right !== "0" && right !== "1") ||
    !(probability >= 0 && probability <= 1) ||
    bytes?.length !== WEIGHT_COUNT * 4
  ) {
    return undefined;
  }
  const x = new Float64Array(WEIGHT_COUNT);
  for (let j = 0; j < WEIGHT_COUNT; j++) x[j] = bytes.readFloatLE(j * 4);
  if (!areScaled(x)) return undefined;
  const [entryId, answerId] = [fields.get("e")?.toString(), fields.get("a")?.toString()];
  const candidate = entryId === undefined || answerId === undefined ? undefined : { entryId, answerId };
  const written = Number(fields.get("o")?.toString() ?? "");
  const odds = fields.has("o") && Math.abs(written) <= MAX_ODDS ? written : undefined;
  const label = { x, isRight: right === "1", probability, odds, kind, candidate };
  return { label, writer: fields.get("i")?.toString() ?? "" };
}
