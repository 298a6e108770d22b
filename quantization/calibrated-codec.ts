import type { CalibrationRecord } from "./calibration-record.js";
import { dotFloat32 } from "./dot.js";
import { QuantizationError } from "./errors.js";
import { type FallbackReason, fallbackReason } from "./fallback.js";
import { float32Vector, type VectorLike } from "./float32-vector.js";
import { calibrationId, parseRecord } from "./record.js";
import { createSchemeCodec, type SchemeCode, type SchemeCodec } from "./scheme-codec.js";
import { isServerScheme } from "./schemes.js";
import { unitVector } from "./similarity.js";
import { forEachRow, type VectorRows } from "./vector-rows.js";

/** An int8 code, stamped with the calibration that it needs to be understood. */
export interface Int8Code extends SchemeCode {
  readonly kind: "int8";
  readonly calibration: string;
}

/** A vector that the fallback rule kept as it is, with the reason. */
export interface Float32Code {
  readonly kind: "float32";
  readonly calibration: string;
  readonly unit: Float32Array;
  readonly norm: number;
  readonly reason: FallbackReason;
}

export type CalibratedCode = Int8Code | Float32Code;

/** A float32 query made ready for many codes of one calibration. */
export interface CalibratedQuery {
  /** The cosine similarity. @throws QuantizationError `CALIBRATION_MISMATCH` for a code of another calibration. */
  similarity(code: CalibratedCode): number;
}

/**
 * Codes and compares vectors as a calibration record says. Outside the server (per-dimension schemes) a vector that
 * the record's fallback rule finds badly coded is kept as float32; with the Q8 schemes every vector is coded.
 * Codes carry the calibration's id and are refused by any other codec.
 */
export class CalibratedCodec {
  readonly record: CalibrationRecord;
  /** Id of the calibration, as stamped on the codes. */
  readonly calibration: string;
  readonly #codec: SchemeCodec;

  /** @throws QuantizationError `INVALID_CALIBRATION` when the record is damaged. */
  constructor(record: CalibrationRecord) {
    this.record = parseRecord(record);
    this.calibration = calibrationId(this.record);
    const { scheme, dimension, bounds, margin, rotation } = this.record;
    this.#codec = createSchemeCodec({
      scheme,
      dimension,
      ...bounds,
      margin,
      rotationSeed: rotation?.seed ?? 0,
    });
  }

  /** @throws QuantizationError `INVALID_VECTOR` for NaN or ±Infinity, `DIMENSION_MISMATCH`. */
  encode(vector: VectorLike): CalibratedCode {
    const { calibration } = this;
    const { dimension, scheme, fallback } = this.record;
    const source = float32Vector(vector, dimension);
    const code = this.#codec.encode(source);
    if (isServerScheme(scheme) || code.norm === 0) return { kind: "int8", calibration, ...code };
    const unit = unitVector(source);
    const reason = fallbackReason(code.clipped / dimension, this.#errorNorm(code, unit), fallback);
    if (reason === undefined) return { kind: "int8", calibration, ...code };
    return { kind: "float32", calibration, unit, norm: code.norm, reason };
  }

  /** {@link encode} for many rows, in their order. */
  encodeRows(rows: VectorRows): CalibratedCode[] {
    const codes: CalibratedCode[] = [];
    const { dimension } = this.record;
    forEachRow(rows, (data, start) => codes.push(this.encode(data.subarray(start, start + dimension))));
    return codes;
  }

  /** The vector behind a code, times its norm unless `unit` is asked for. */
  decode(code: CalibratedCode, options: { unit?: boolean } = {}): Float32Array {
    this.#requireOwn(code);
    const unit = code.kind === "float32" ? code.unit : this.#codec.decodeUnit(code);
    return options.unit === true ? unit : unit.map((component) => component * code.norm);
  }

  /** The cosine similarity of two codes of this calibration. All-zero vectors have 0 with everything. */
  similarity(a: CalibratedCode, b: CalibratedCode): number {
    const [x, y] = [this.decode(a, { unit: true }), this.decode(b, { unit: true })];
    return a.norm === 0 || b.norm === 0 ? 0 : dotFloat32(x, 0, y, 0, x.length);
  }

  /** Prepares a float32 query once; each comparison is then O(dimension) without allocation. */
  prepareQuery(vector: VectorLike): CalibratedQuery {
    const unit = unitVector(float32Vector(vector, this.record.dimension));
    const similarityWith = this.#codec.prepare(unit);
    return {
      similarity: (code) => {
        this.#requireOwn(code);
        if (code.norm === 0) return 0;
        return code.kind === "int8" ? similarityWith(code) : dotFloat32(unit, 0, code.unit, 0, unit.length);
      },
    };
  }

  #errorNorm(code: SchemeCode, unit: Float32Array): number {
    const decoded = this.#codec.decodeUnit(code);
    let sum = 0;
    for (let j = 0; j < unit.length; j++) sum += (decoded[j]! - unit[j]!) ** 2;
    return Math.sqrt(sum);
  }

  #requireOwn(code: CalibratedCode): void {
    if (code.calibration === this.calibration) return;
    throw new QuantizationError(
      "CALIBRATION_MISMATCH",
      `A code of calibration ${code.calibration} cannot be read with calibration ${this.calibration}; encode its vector again`,
      { details: { expected: this.calibration, actual: code.calibration } },
    );
  }
}
