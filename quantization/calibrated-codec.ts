import { dotFloat32 } from "./dot.js";
import { QuantizationError } from "./errors.js";
import { type FallbackReason, fallbackReason } from "./fallback.js";
import { float32Vector, type VectorLike } from "./float32-vector.js";
import { type CalibrationRecord, calibrationId, parseRecord } from "./record.js";
import { createSchemeCodec, isServerScheme, type SchemeCode, type SchemeCodec } from "./scheme-codec.js";
import { unitVector } from "./similarity.js";

/** An int8 code, with the id of the calibration that it belongs to. */
export interface Int8Code extends SchemeCode {
  readonly kind: "int8";
  readonly calibration: string;
}

/** A vector that the fallback rule kept as float32, with the reason. */
export interface Float32Code {
  readonly kind: "float32";
  readonly calibration: string;
  readonly unit: Float32Array;
  readonly norm: number;
  readonly reason: FallbackReason;
}

export type CalibratedCode = Int8Code | Float32Code;

/** A float32 query that is prepared for comparison with many codes of one calibration. */
export interface CalibratedQuery {
  /** The cosine similarity. @throws QuantizationError `CALIBRATION_MISMATCH` for a code of another calibration. */
  similarity(code: CalibratedCode): number;
}

/**
 * Encodes and compares vectors as a calibration record says. With a per-dimension scheme, a vector whose code would be too
 * inaccurate is kept as float32, by the limits in the record. With the Q8 schemes every vector is encoded. Codes carry the
 * id of their calibration, and other codecs refuse them.
 */
export class CalibratedCodec {
  readonly record: CalibrationRecord;
  /** Id of the calibration, as in the codes. */
  readonly calibration: string;
  readonly #codec: SchemeCodec;

  /** @throws QuantizationError `INVALID_CALIBRATION` if the record is damaged. */
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

  /** Decodes a vector: the unit vector with `unit`, and else the vector with its norm. */
  decode(code: CalibratedCode, options: { unit?: boolean } = {}): Float32Array {
    this.#requireOwn(code);
    const unit = code.kind === "float32" ? code.unit : this.#codec.decodeUnit(code);
    return options.unit === true ? unit : unit.map((component) => component * code.norm);
  }

  /** The cosine similarity of two codes of this calibration. It is 0 if one of the vectors is all zero. */
  similarity(a: CalibratedCode, b: CalibratedCode): number {
    const [x, y] = [this.decode(a, { unit: true }), this.decode(b, { unit: true })];
    return a.norm === 0 || b.norm === 0 ? 0 : dotFloat32(x, y);
  }

  /** Prepares a float32 query. Each comparison then costs O(dimension) and allocates nothing. */
  prepareQuery(vector: VectorLike): CalibratedQuery {
    const unit = unitVector(float32Vector(vector, this.record.dimension));
    const similarityWith = this.#codec.prepare(unit);
    return {
      similarity: (code) => {
        this.#requireOwn(code);
        if (code.norm === 0) return 0;
        return code.kind === "int8" ? similarityWith(code) : dotFloat32(unit, code.unit);
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
