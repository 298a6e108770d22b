import { calibrationReport, type DriftReport, q8Band, residualBand } from "../../../quantization/index.js";
import { decodeVcard, encodeVcard } from "../../commands/index.js";
import type { Reply } from "../../executor.js";
import type { OperationOptions } from "../../options/index.js";
import { replyOf } from "../../reply.js";
import { percent } from "../../share-interval.js";
import type { ActiveCalibration } from "./calibration-store.js";
import { type CodedCollection, RANGE_BOUND } from "./coded-collection.js";
import type { StoredPrecision } from "./collection-layout.js";
import type { PrecisionCounts } from "./precision-monitor.js";
import { unpackCode } from "./stored-code.js";

/** How exact a collection is, how often fallbacks were needed, and recommendations. */
export interface PrecisionReport {
  readonly precision: StoredPrecision;
  readonly rotated: boolean;
  /** Number of elements. */
  readonly count: number;
  /** Number of elements that have a code. */
  readonly codeCount: number;
  /** True while codes are rewritten for the active calibration. The other figures about codes change meanwhile. */
  readonly rewriting: boolean;
  /** Share of float32 codes in a sample of 200; undefined without codes. */
  readonly float32Share: number | undefined;
  /** Largest |component| of the stored unit vectors; undefined if it is unknown, and with `bin`. */
  readonly largestRange: number | undefined;
  /** Counts of this repository since it was opened. */
  readonly counts: PrecisionCounts;
  /** The last 1,000 written vectors compared with the calibration; undefined without a calibration or with fewer vectors. */
  readonly drift: DriftReport | undefined;
  /** Version of the active calibration. */
  readonly calibrationVersion: number | undefined;
  /** One sentence for each recommendation; empty if nothing needs to be done. */
  readonly recommendations: readonly string[];
  /** The report for people, with that of the calibration. */
  readonly text: string;
}

const SAMPLE_SIZE = 200;
/** With a larger share of float32 codes, the report recommends another precision. */
const MAX_FLOAT32_SHARE = 0.05;
/** With a larger share of uncertified queries, the report has a recommendation. */
const MAX_UNCERTIFIED_SHARE = 0.01;

/** One round trip. */
export async function reportPrecision(
  { executor, keys, layout, monitor, quantization }: CodedCollection,
  calibration: ActiveCalibration | undefined,
  dimension: number,
  options: OperationOptions,
): Promise<PrecisionReport> {
  const results = await executor.pipeline(
    [
      encodeVcard(keys.vectors),
      ["HLEN", keys.codes],
      ["ZSCORE", keys.bounds, RANGE_BOUND],
      ["HRANDFIELD", keys.codes, String(SAMPLE_SIZE), "WITHVALUES"],
      ["HLEN", keys.rewriting],
    ],
    { ...options, readOnly: true, binary: true },
  );
  const [count, codeCount, range, sample, rewriting] = results.map((result) =>
    replyOf(result, options.signal),
  );
  const kinds = valuesOf(sample ?? null).map((value) => unpackCode(value, dimension).kind);
  const facts: Omit<PrecisionReport, "recommendations" | "text"> = {
    precision: layout.precision,
    rotated: layout.rotation !== undefined,
    count: decodeVcard(count ?? 0),
    codeCount: Number(codeCount),
    rewriting: Number(rewriting) > 0,
    float32Share:
      kinds.length === 0 ? undefined : kinds.filter((kind) => kind === "float32").length / kinds.length,
    // The range says nothing about signs.
    largestRange:
      range === null || range === undefined || quantization === "bin" ? undefined : Number(range.toString()),
    counts: monitor.counts,
    drift: monitor.lastDrift,
    calibrationVersion: calibration?.version,
  };
  const recommendations = recommendationsFor(facts, calibration, monitor.keepsFloat32);
  return { ...facts, recommendations, text: textOf(facts, recommendations, calibration) };
}

/** RESP3 nests the pairs and RESP2 does not. Flattened, every second item is a value. */
function valuesOf(reply: Reply): Buffer[] {
  const items: unknown[] = Array.isArray(reply) ? reply.flat() : [];
  return items.filter((_, index) => index % 2 === 1).filter((item) => Buffer.isBuffer(item));
}

type Facts = Omit<PrecisionReport, "recommendations" | "text">;

function recommendationsFor(
  { precision, rotated, count, codeCount, rewriting, float32Share = 0, counts, drift }: Facts,
  calibration: ActiveCalibration | undefined,
  keepsFloat32: boolean,
): string[] {
  const advice: string[] = [];
  if (precision === "residual" && (keepsFloat32 || float32Share > MAX_FLOAT32_SHARE))
    advice.push(
      `Residuals do not fit this collection (${percent(float32Share)} of its codes are float32). Create it again with ` +
        (rotated ? 'precision "float32".' : 'rotation "on", or with precision "float32".'),
    );
  if (
    precision === "int8" &&
    (keepsFloat32 || (calibration !== undefined && !rewriting && float32Share > MAX_FLOAT32_SHARE))
  )
    advice.push(
      `Int8 codes do not fit this collection (${percent(float32Share)} of its codes are float32). Create it again with ` +
        (rotated
          ? 'precision "residual" or "float32".'
          : 'rotation "on", or with precision "residual" or "float32".'),
    );
  if (precision !== "native" && codeCount < count)
    advice.push(`${count - codeCount} elements have no code. Write them again with octavec.`);
  if (counts.uncertified > MAX_UNCERTIFIED_SHARE * counts.rescored)
    advice.push(
      `The hits of ${counts.uncertified} of ${counts.rescored} rescored queries are not certainly the best. ` +
        (rotated
          ? "Use a smaller limit."
          : 'A collection created with rotation "on" has a narrower error band.'),
    );
  if (drift !== undefined && drift.level !== "ok")
    advice.push(`Written vectors have drifted from the calibration (${drift.level}). Call recalibrate().`);
  const scheme = calibration?.record.scheme;
  if (scheme === "rotated-q8" && !rotated)
    advice.push(
      'A rotation would make these vectors more exact. Create the collection again with rotation "on".',
    );
  if (scheme === "native-q8" && rotated)
    advice.push('The rotation does not make these vectors more exact. Rotation "off" would be enough.');
  return advice;
}

function textOf(
  facts: Facts,
  recommendations: readonly string[],
  calibration: ActiveCalibration | undefined,
): string {
  const { counts, drift, float32Share } = facts;
  return [
    `Precision ${facts.precision}, rotation ${facts.rotated ? "on" : "off"}: ${facts.count} elements, ${facts.codeCount} codes` +
      (float32Share === undefined ? "." : `, ${percent(float32Share)} of a sample float32.`),
    bandsText(facts, calibration),
    `Vectors coded by this repository: ${counts.coded}; stored as float32 instead of int8: ${counts.vectorFallbacks}.`,
    `Queries rescored by this repository: ${counts.rescored}; with more candidates: ${counts.insideBand}; exact: ${counts.exact}; ` +
      `not certified: ${counts.uncertified}; candidates without a code: ${counts.withoutCode}.`,
    drift === undefined
      ? "Drift: not measured. It needs a calibration and 1,000 written vectors."
      : `Drift: ${drift.level}, mean shift ${drift.meanShiftRatio.toFixed(2)}, median PSI ${drift.medianPsi.toFixed(3)}.`,
    ...recommendations.map((advice) => `→ ${advice}`),
    ...(calibration === undefined
      ? ["No calibration: recalibrate() makes one."]
      : ["", `Version ${calibration.version}.`, calibrationReport(calibration.record)]),
  ].join("\n");
}

function bandsText({ precision, largestRange }: Facts, calibration: ActiveCalibration | undefined): string {
  const int8 = precision === "int8" ? calibration?.record.bands.queried : undefined;
  const ofInt8 = int8 === undefined ? "" : `; of int8 codes: ${int8.toExponential(1)}`;
  if (largestRange === undefined) return `Error band of the server's similarities: unknown${ofInt8}.`;
  const ranges = { storedRange: largestRange, queryRange: largestRange };
  const codes =
    precision === "int8" ? ofInt8 : `; of residuals: ${residualBand(largestRange).toExponential(1)}`;
  return `Error band of the server's similarities: ${q8Band(ranges).toExponential(1)}${codes}.`;
}
