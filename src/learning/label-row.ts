import { LABEL_KINDS, type Label } from "./evidence/label.js";
import { areScaled, WEIGHT_COUNT } from "./evidence/logistic-model.js";

/** Of the features, their order and their scales: raised when one of them changes. */
const ROW_VERSION = 1;

/** Labels of other versions, other vector spaces and before a reset are not ours. */
export function rowTag(space: string, epoch: string): string {
  return `${ROW_VERSION}.${space}.${epoch}`;
}

/** Field, value, … of a stream entry. */
export function encodeLabel(
  { x, isRight, probability, kind }: Label,
  tag: string,
  by: string,
): (string | Buffer)[] {
  const bytes = Buffer.allocUnsafe(WEIGHT_COUNT * 4);
  for (let j = 0; j < WEIGHT_COUNT; j++) bytes.writeFloatLE(x[j]!, j * 4);
  return [
    "v",
    tag,
    "i",
    by,
    "k",
    kind,
    "r",
    isRight ? "1" : "0",
    "p",
    probability.toPrecision(6),
    "x",
    bytes,
  ];
}

export interface ReadLabel {
  readonly label: Label;
  /** The instance that wrote it. */
  readonly by: string;
}

/** Undefined for what is of another version or damaged: it is passed over, never guessed at. */
export function decodeLabel(fields: ReadonlyMap<string, Buffer>, tag: string): ReadLabel | undefined {
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
  return { label: { x, isRight: right === "1", probability, kind }, by: fields.get("i")?.toString() ?? "" };
}
