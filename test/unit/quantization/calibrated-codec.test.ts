import { describe, expect, it } from "vitest";
import {
  CalibratedCodec,
  cosineSimilarity,
  encodeQ8,
  parseRecord,
  Rotation,
} from "../../../quantization/index.js";
import { SCHEMES } from "../../../quantization/scheme-codec.js";
import { calibrate, DIMENSION, offset } from "./calibration-data.js";

const learned = offset(400, 1);
const unseen = offset(60, 2);

describe.each(SCHEMES)("a codec calibrated to %s", (scheme) => {
  const { record } = calibrate(learned, { scheme });
  const codec = new CalibratedCodec(record);
  const codes = unseen.map((vector) => codec.encode(vector));

  it("stays within the record's bands for unseen vectors", () => {
    for (const [i, query] of unseen.entries()) {
      const prepared = codec.prepareQuery(query);
      for (const [j, code] of codes.entries()) {
        const exact = cosineSimilarity(query, unseen[j]!);
        expect(Math.abs(prepared.similarity(code) - exact)).toBeLessThanOrEqual(record.bands.queried);
        expect(Math.abs(codec.similarity(codes[i]!, code) - exact)).toBeLessThanOrEqual(record.bands.coded);
      }
    }
  });

  it("decodes close to the vector, at its length or as a unit vector", () => {
    for (const [i, vector] of unseen.entries()) {
      const decoded = codec.decode(codes[i]!);
      expect(cosineSimilarity(decoded, vector)).toBeGreaterThan(0.999);
      expect(Math.hypot(...decoded) / Math.hypot(...vector)).toBeCloseTo(1, 1);
      expect(Math.hypot(...codec.decode(codes[i]!, { unit: true }))).toBeCloseTo(1, 1);
    }
  });

  it("works the same from a stored record", () => {
    const later = new CalibratedCodec(parseRecord(JSON.stringify(record)));
    for (const [i, vector] of unseen.entries()) {
      expect(later.encode(vector)).toEqual(codes[i]);
      expect(later.prepareQuery(unseen[0]!).similarity(codes[i]!)).toBe(
        codec.prepareQuery(unseen[0]!).similarity(codes[i]!),
      );
    }
  });

  it("gives an all-zero vector similarity 0 to everything", () => {
    const zero = codec.encode(new Float32Array(DIMENSION));
    const q8Norm = encodeQ8(new Float32Array(DIMENSION)).norm;
    expect(zero.kind).toBe("int8");
    expect([0, q8Norm]).toContain(zero.norm);
    expect(Math.abs(codec.similarity(zero, codes[0]!))).toBe(0);
    expect(Math.abs(codec.prepareQuery(unseen[0]!).similarity(zero))).toBe(0);
  });

  it("refuses codes of another calibration", () => {
    const other = new CalibratedCodec(calibrate(learned, { scheme, model: "other" }).record);
    const foreign = other.encode(unseen[0]!);
    const refused = expect.objectContaining({ code: "CALIBRATION_MISMATCH" });
    expect(() => codec.decode(foreign)).toThrowError(refused);
    expect(() => codec.similarity(foreign, codes[0]!)).toThrowError(refused);
    expect(() => codec.similarity(codes[0]!, foreign)).toThrowError(refused);
    expect(() => codec.prepareQuery(unseen[0]!).similarity(foreign)).toThrowError(refused);
  });

  it("refuses NaN and other dimensions", () => {
    expect(() => codec.encode(new Float32Array(DIMENSION).fill(Number.NaN))).toThrowError(
      expect.objectContaining({ code: "INVALID_VECTOR" }),
    );
    expect(() => codec.prepareQuery([1])).toThrowError(
      expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
    );
  });
});

describe("the fallback of one vector to float32", () => {
  const codec = new CalibratedCodec(calibrate(learned, { scheme: "dimension-affine" }).record);
  /** Points where no learned vector pointed, so that the bounds cut it. */
  const outlier = Float32Array.from({ length: DIMENSION }, (_, j) => (j === 20 ? 5 : 0.1));

  it("keeps a vector that the bounds cut, exactly and with the reason", () => {
    const code = codec.encode(outlier);
    expect(code).toMatchObject({ kind: "float32", reason: "clipped" });
    const query = unseen[0]!;
    expect(codec.prepareQuery(query).similarity(code)).toBeCloseTo(cosineSimilarity(query, outlier), 6);
    expect(codec.similarity(code, code)).toBeCloseTo(1, 6);
    expect(codec.decode(code)[20]).toBeCloseTo(5, 5);
  });

  it("is rare for vectors of the same source", () => {
    const kept = offset(500, 3).filter((vector) => codec.encode(vector).kind === "float32");
    expect(kept.length).toBeLessThan(15);
  });

  it("does not exist for the server's codes", () => {
    const native = new CalibratedCodec(calibrate(learned, { scheme: "native-q8" }).record);
    expect(native.encode(outlier).kind).toBe("int8");
  });
});

describe("the server's codes through a calibrated codec", () => {
  it("are the very codes that VADD stores, after the rotation where there is one", () => {
    const { record } = calibrate(learned, { scheme: "rotated-q8", seed: 77 });
    const code = new CalibratedCodec(record).encode(unseen[0]!);
    const rotated = new Rotation({ dimension: DIMENSION, seed: 77 }).apply(unseen[0]!);
    expect(code).toMatchObject({ ...encodeQ8(rotated) });
  });
});
