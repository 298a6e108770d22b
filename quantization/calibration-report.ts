import { isWorthwhile } from "./choose-scheme.js";
import { MAX_FALLBACK_RATE } from "./fallback.js";
import { type CalibrationRecord, calibrationId } from "./record.js";
import { isServerScheme, type Scheme } from "./scheme-codec.js";

const MEANING: Record<Scheme, string> = {
  "native-q8": "the server's own int8 code per vector",
  "rotated-q8": "the server's int8 code after a seeded rotation on the client",
  "dimension-affine": "calibrated int8 per dimension with zero-point, stored by the client",
  "dimension-symmetric": "calibrated int8 per dimension around zero, stored by the client",
};

/** Describes a calibration for people: the chosen scheme, the reason, and a table of costs and errors. */
export function calibrationReport(record: CalibrationRecord): string {
  const { bands, fallback, heldOut } = record;
  const band = bands.use === "six-sigma" ? "six-sigma band" : "strict bound (the six-sigma band failed here)";
  return [
    `Calibration ${calibrationId(record)} of model ${record.model}, dimension ${record.dimension}, from ${record.samples} vectors`,
    "",
    `Scheme: ${record.scheme}, ${MEANING[record.scheme]}.`,
    `Why: ${record.reason}.`,
    verdict(record),
    "",
    `Errors of the cosine similarity on ${heldOut.queries} x ${heldOut.database} held-out pairs, and recall of the ten nearest:`,
    "",
    ...table(record),
    "",
    "query: float32 query against codes, the figures that choose. coded: codes against codes, as VSIM compares them.",
    `The recall of every scheme is lower among millions of vectors than among these ${heldOut.database}, because neighbours are closer there.`,
    "",
    `Band: a similarity is within ${exponent(bands.coded)} (codes against codes) or ${exponent(bands.queried)} (float32 query) of the cosine: ${band}.`,
    `Largest error seen: ${exponent(bands.observedMax)}, ${(100 * bands.bandUse).toFixed(0)} % of its six-sigma band.`,
    `Fallback: outside the server, vectors whose rounding error is longer than ${exponent(fallback.errorNorm)} or that clip more than ${100 * fallback.clippedShare} % of their dimensions stay float32.`,
  ].join("\n");
}

/** Says whether calibrated per-dimension int8 is worth its cost on this data. */
function verdict(record: CalibrationRecord): string {
  const native = candidate(record, "native-q8");
  const affine = candidate(record, "dimension-affine");
  const compared = `p99 error ${exponent(affine.queried.p99)} against ${exponent(native.queried.p99)}, recall@10 ${affine.queried.recallAt10.toFixed(4)} against ${native.queried.recallAt10.toFixed(4)}`;
  if (!isWorthwhile(affine.queried.p99, native.queried.p99))
    return `Calibrated int8 buys nothing here over the server's own code: ${compared}.`;
  if (affine.fallbackShare > MAX_FALLBACK_RATE)
    return `Calibrated int8 does not fit this data: ${percent(affine.fallbackShare)} of the vectors would have to stay float32.`;
  if (!isServerScheme(record.scheme)) return `Calibrated int8 pays here: ${compared}.`;
  return `Calibrated int8 would beat the server's plain code here (${compared}), but ${record.scheme} is preferred.`;
}

function table(record: CalibrationRecord): string[] {
  const rows = [
    [
      ...["scheme", "bytes", "query mean", "query p99", "query max", "recall@10"],
      ...["coded p99", "coded max", "recall@10", "fallback"],
    ],
    ...record.candidates.map(({ scheme, bytesPerVector, queried, coded, fallbackShare }) => [
      scheme === record.scheme ? `* ${scheme}` : `  ${scheme}`,
      String(bytesPerVector),
      exponent(queried.mean),
      exponent(queried.p99),
      exponent(queried.max),
      queried.recallAt10.toFixed(4),
      exponent(coded.p99),
      exponent(coded.max),
      coded.recallAt10.toFixed(4),
      isServerScheme(scheme) ? "-" : percent(fallbackShare),
    ]),
    residualRow(record),
    ["  float32", String(4 * record.dimension), "0", "0", "0", "1.0000", "-", "-", "-", "-"],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  "),
  );
}

function residualRow({ residual, dimension }: CalibrationRecord): string[] {
  return [
    "  native-q8 + residual",
    String(2 * dimension + 8),
    exponent(residual.mean),
    exponent(residual.p99),
    exponent(residual.max),
    residual.recallAt10.toFixed(4),
    "-",
    "-",
    "-",
    "-",
  ];
}

function candidate(record: CalibrationRecord, scheme: Scheme): CalibrationRecord["candidates"][number] {
  return record.candidates.find((one) => one.scheme === scheme)!;
}

function exponent(value: number): string {
  return value.toExponential(1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
