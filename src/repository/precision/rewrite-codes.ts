import type { Reply } from "../../executor.js";
import type { OperationOptions } from "../../options/index.js";
import { readList, readText } from "../../reply.js";
import type { CalibrationLease, CodeChange } from "./calibration-lease.js";
import type { KnownCalibration } from "./calibrations.js";
import type { CodedCollection } from "./coded-collection.js";
import { encodeInt8, recodeInt8 } from "./int8-code.js";
import { type StoredCode, unpackCode } from "./stored-code.js";

/** Bytes of float32 codes that one step reads, at most 64 codes, so that it takes the server about a millisecond. */
const STEP_BYTES = 262_144;
const MAX_STEP_CODES = 64;
/** As for written vectors: with a larger share of at least 1,000 codes, the collection keeps float32. */
const MAX_FALLBACK_RATE = 0.05;
const MIN_EXAMINED = 1_000;

/** How far a rewriting has come, as Redis keeps it. */
export interface RewritingProgress {
  readonly cursor: string;
  /** Older versions that codes keep, with commas between them. */
  readonly kept: string;
}

export interface RewritingResult {
  /** Codes that were replaced. */
  readonly rewritten: number;
  /** Codes that stay as they are, because the calibration does not fit their vectors. */
  readonly kept: number;
  /** Older versions that codes keep. */
  readonly keptVersions: readonly number[];
  /** Share of the examined vectors that the calibration does not fit, if that is too many. The rewriting has stopped then. */
  readonly tooManyFallbacks: number | undefined;
}

/**
 * Makes every code one of this calibration: float32 codes become int8 codes, and so do int8 codes of other versions. It goes
 * through the hash in small steps. A step reads some codes and replaces those that are still the same, in one script, so that a
 * concurrent write of an element is never undone. Each step notes the cursor of the scan, from which another process can go on.
 *
 * @returns undefined if the lease was lost.
 */
export async function rewriteCodes(
  collection: CodedCollection,
  lease: CalibrationLease,
  calibration: KnownCalibration,
  { progress, dimension }: { readonly progress: RewritingProgress; readonly dimension: number },
  options: OperationOptions,
): Promise<RewritingResult | undefined> {
  const keptVersions = new Set(progress.kept.split(",").filter(Boolean).map(Number));
  let { cursor } = progress;
  let [rewritten, kept, examined, unfit] = [0, 0, 0, 0];
  const resultWith = (tooManyFallbacks: number | undefined) => ({
    rewritten,
    kept,
    keptVersions: [...keptVersions],
    tooManyFallbacks,
  });
  do {
    const step = await readStep(collection, cursor, dimension, options);
    const changes: CodeChange[] = [];
    for (const { id, value, code } of step.codes) {
      if (isOf(code, calibration)) continue;
      examined++;
      const changed = recoded(code, collection, calibration);
      if (changed !== undefined) changes.push({ id, old: value, new: changed });
      else {
        kept++;
        unfit++;
        if (code.kind === "int8") keptVersions.add(code.calibration.version);
      }
    }
    cursor = step.cursor;
    const replaced = await lease.replace(changes, { cursor, kept: [...keptVersions].join() }, options);
    if (replaced === undefined) return undefined;
    rewritten += replaced;
    if (examined >= MIN_EXAMINED && unfit > MAX_FALLBACK_RATE * examined) return resultWith(unfit / examined);
  } while (cursor !== "0");
  return resultWith(undefined);
}

/** Undefined if the code stays as it is. */
function recoded(
  code: StoredCode,
  { layout, calibrations, quantization }: CodedCollection,
  calibration: KnownCalibration,
): Buffer | undefined {
  if (code.kind === "float32") {
    const placed = layout.rotation?.apply(code.vector) ?? code.vector;
    const { value, fallback } = encodeInt8(code.vector, placed, quantization, calibration);
    return fallback === undefined ? value : undefined;
  }
  const from = code.kind === "int8" ? calibrations.find(code.calibration) : undefined;
  return code.kind === "int8" && from !== undefined ? recodeInt8(code, from, calibration) : undefined;
}

function isOf(code: StoredCode, { name }: KnownCalibration): boolean {
  return (
    code.kind === "int8" && code.calibration.version === name.version && code.calibration.hash === name.hash
  );
}

interface ScannedCode {
  readonly id: Buffer;
  readonly value: Buffer;
  readonly code: StoredCode;
}

/** Reads some codes, and the calibrations that they belong to. */
async function readStep(
  { executor, keys, calibrations }: CodedCollection,
  cursor: string,
  dimension: number,
  options: OperationOptions,
): Promise<{ cursor: string; codes: ScannedCode[] }> {
  const count = Math.max(1, Math.min(MAX_STEP_CODES, Math.floor(STEP_BYTES / (4 * dimension))));
  const reply = await executor.send(["HSCAN", keys.codes, cursor, "COUNT", String(count)], {
    ...options,
    binary: true,
    idempotent: true,
  });
  const [next, items] = readList("HSCAN", reply);
  const fields: readonly Reply[] = readList("HSCAN", items);
  const codes = Array.from({ length: fields.length / 2 }, (_, place) => {
    const [id, value] = [fields[2 * place], fields[2 * place + 1]];
    if (!Buffer.isBuffer(id) || !Buffer.isBuffer(value)) return [];
    return [{ id, value, code: unpackCode(value, dimension) }];
  }).flat();
  await calibrations.load(
    codes.flatMap(({ code }) => (code.kind === "int8" ? [code.calibration] : [])),
    options,
  );
  return { cursor: readText("HSCAN", next), codes };
}
