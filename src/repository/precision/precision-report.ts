import { calibrationReport, type DriftReport, q8Band, residualBand } from "../../../quantization/index.js";
import { decodeVcard, encodeVcard } from "../../commands/index.js";
import type { Reply } from "../../executor.js";
import type { OperationOptions } from "../../options/index.js";
import { replyOf } from "../../reply.js";
import type { ActiveCalibration } from "./calibration-store.js";
import { type CodedCollection, RANGE_BOUND } from "./coded-collection.js";
import type { StoredPrecision } from "./collection-layout.js";
import type { PrecisionCounts } from "./precision-monitor.js";
import { unpackCode } from "./stored-code.js";

/** How exact a collection is, what that cost, and what to do about it. */
export interface PrecisionReport {
  readonly precision: StoredPrecision;
  readonly rotated: boolean;
  /** Elements, and how many of them have a code. */
  readonly count: number;
  readonly codeCount: number;
  /** Share of float32 codes in a sample of 200; undefined without codes. */
  readonly float32Share: number | undefined;
  /** Largest |component| among the stored unit vectors; undefined when it is not known. */
  readonly largestRange: number | undefined;
  /** What this repository did since it was opened. */
  readonly counts: PrecisionCounts;
  /** The last 1,000 written vectors against the calibration; undefined without one, or before that many. */
  readonly drift: DriftReport | undefined;
  /** Version of the calibration in force. */
  readonly calibrationVersion: number | undefined;
  /** Sentences; empty when all is well. */
  readonly recommendations: readonly string[];
  /** All of it for people, with the calibration's own report. */
  readonly text: string;
}

const SAMPLE = 200;
/** From this share of float32 codes on, residuals do not fit the collection. */
const MOST_FALLBACKS = 0.05;
/** From this share of uncertified queries on it is worth a word. */
const MOST_UNCERTIFIED = 0.01;

/** One round trip. */
export async function reportPrecision(
  { executor, keys, layout, monitor }: CodedCollection,
  calibration: ActiveCalibration | undefined,
  dimension: number,
  options: OperationOptions,
): Promise<PrecisionReport> {
  const results = await executor.pipeline(
    [
      encodeVcard(keys.vectors),
      ["HLEN", keys.codes],
      ["ZSCORE", keys.bounds, RANGE_BOUND],
      ["HRANDFIELD", keys.codes, String(SAMPLE), "WITHVALUES"],
    ],
    { ...options, readOnly: true, binary: true },
  );
  const [count, codeCount, range, sample] = results.map((result) => replyOf(result, options.signal));
  const kinds = valuesOf(sample ?? null).map((value) => unpackCode(value, dimension).kind);
  const facts: Omit<PrecisionReport, "recommendations" | "text"> = {
    precision: layout.precision,
    rotated: layout.rotation !== undefined,
    count: decodeVcard(count ?? 0),
    codeCount: Number(codeCount),
    float32Share:
      kinds.length === 0 ? undefined : kinds.filter((kind) => kind === "float32").length / kinds.length,
    largestRange: range === null || range === undefined ? undefined : Number(range.toString()),
    counts: monitor.counts,
    drift: monitor.lastDrift,
    calibrationVersion: calibration?.version,
  };
  const recommendations = recommendationsFor(facts, calibration, monitor.keepsFloat32);
  return { ...facts, recommendations, text: textOf(facts, recommendations, calibration) };
}

/** RESP3 nests pairs, RESP2 does not: every second item is a value in either. */
function valuesOf(reply: Reply): Buffer[] {
  const items: unknown[] = Array.isArray(reply) ? reply.flat() : [];
  return items.filter((_, index) => index % 2 === 1).filter((item) => Buffer.isBuffer(item));
}

type Facts = Omit<PrecisionReport, "recommendations" | "text">;

function recommendationsFor(
  { precision, rotated, count, codeCount, float32Share = 0, counts, drift }: Facts,
  calibration: ActiveCalibration | undefined,
  keepsFloat32: boolean,
): string[] {
  const advice: string[] = [];
  if (precision === "residual" && (keepsFloat32 || float32Share > MOST_FALLBACKS))
    advice.push(
      `Residuals do not fit this collection (${percent(float32Share)} of its codes are float32): make it anew with ` +
        (rotated ? 'precision "float32".' : 'rotation "on", or with precision "float32".'),
    );
  if (precision !== "native" && codeCount < count)
    advice.push(`${count - codeCount} elements have no code: write them again through this library.`);
  if (counts.uncertified > MOST_UNCERTIFIED * counts.rescored)
    advice.push(
      `${counts.uncertified} of ${counts.rescored} rescored queries were not certified: ` +
        (rotated ? "ask for fewer hits." : 'a collection made with rotation "on" has a narrower error band.'),
    );
  if (drift !== undefined && drift.level !== "ok")
    advice.push(`What is written has drifted from the calibration (${drift.level}): call recalibrate().`);
  const scheme = calibration?.record.scheme;
  if (scheme === "rotated-q8" && !rotated)
    advice.push('These vectors are better rotated: make the collection anew with rotation "on".');
  if (scheme === "native-q8" && rotated)
    advice.push('These vectors are no better for the rotation: rotation "off" would do.');
  return advice;
}

function textOf(
  facts: Facts,
  recommendations: readonly string[],
  calibration: ActiveCalibration | undefined,
): string {
  const { counts, drift, largestRange, float32Share } = facts;
  const ranges = { storedRange: largestRange ?? 1, queryRange: largestRange ?? 1 };
  return [
    `Precision ${facts.precision}, rotation ${facts.rotated ? "on" : "off"}: ${facts.count} elements, ${facts.codeCount} codes` +
      (float32Share === undefined ? "." : `, ${percent(float32Share)} of a sample float32.`),
    largestRange === undefined
      ? "Error band: not known, no codes were written."
      : `Error band of the server's similarities: ${q8Band(ranges).toExponential(1)}; of residuals: ${residualBand(largestRange).toExponential(1)}.`,
    `Vectors coded here: ${counts.coded}; kept as float32 (fallback per vector): ${counts.vectorFallbacks}.`,
    `Queries rescored here: ${counts.rescored}; beyond their first candidates (fallback per query): ${counts.insideBand} inside the band, ` +
      `${counts.exact} exact; not certified: ${counts.uncertified}; candidates without a code: ${counts.withoutCode}.`,
    drift === undefined
      ? "Drift: not measured; it takes a calibration and 1,000 written vectors."
      : `Drift: ${drift.level}, mean shift ${drift.meanShiftRatio.toFixed(2)}, median PSI ${drift.medianPsi.toFixed(3)}.`,
    ...recommendations.map((advice) => `→ ${advice}`),
    ...(calibration === undefined
      ? ["No calibration: recalibrate() makes one."]
      : ["", `Version ${calibration.version}.`, calibrationReport(calibration.record)]),
  ].join("\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
