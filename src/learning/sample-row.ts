import type { ThresholdSample } from "./decision/threshold-samples.js";

/** Raised when the fields change. */
const ROW_VERSION = 1;

/** Samples of other versions and other vector spaces are not ours. */
export function sampleTag(space: string): string {
  return `${ROW_VERSION}.${space}`;
}

/** Field, value, … of a stream entry. */
export function encodeSample({ similarity, isRight, isAudit }: ThresholdSample, tag: string): string[] {
  return ["v", tag, "s", similarity.toFixed(6), "r", isRight ? "1" : "0", "k", isAudit ? "audit" : "one"];
}

/** Undefined for what is of another version or damaged: it is passed over, never guessed at. */
export function decodeSample(
  fields: readonly (readonly [string, string])[],
  tag: string,
): ThresholdSample | undefined {
  const { v, s = "", r, k } = Object.fromEntries(fields);
  const similarity = s.trim() === "" ? Number.NaN : Number(s);
  if (v !== tag || !(similarity >= -1 && similarity <= 1)) return undefined;
  if ((r !== "0" && r !== "1") || (k !== "audit" && k !== "one")) return undefined;
  return { similarity, isRight: r === "1", isAudit: k === "audit" };
}
