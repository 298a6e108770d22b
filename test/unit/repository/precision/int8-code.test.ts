import fc from "fast-check";
import { expect, test } from "vitest";
import { Calibrator, cosineSimilarity, encodeQ8, unitVector } from "../../../../quantization/index.js";
import { collectionKeys } from "../../../../src/repository/elements/collection-keys.js";
import { Calibrations, type KnownCalibration } from "../../../../src/repository/precision/calibrations.js";
import {
  codeFor,
  decodeInt8,
  encodeInt8,
  errorOfInt8,
  recodeInt8,
} from "../../../../src/repository/precision/int8-code.js";
import { fingerprintIn } from "../../../../src/repository/precision/set-fingerprint.js";
import { type StoredInt8, unpackCode } from "../../../../src/repository/precision/stored-code.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";
import { seededVectors } from "../../../helpers/seeded-vectors.js";

const DIMENSION = 32;

/** A calibration on 400 normal vectors, with an offset that makes the bounds of a few dimensions lie far from zero. */
function calibrated(seed: number, version: number, offset = 0): KnownCalibration {
  const calibrator = new Calibrator({
    model: "test",
    dimension: DIMENSION,
    scheme: "per-dimension",
    reservoirSize: 300,
  });
  for (const vector of seededVectors(400, DIMENSION, seed)) calibrator.add(shifted(vector, offset));
  const calibrations = new Calibrations(new ScriptedExecutor(), collectionKeys("n", "c"));
  return calibrations.activate(version, calibrator.calibrate().record);
}

const shifted = (vector: Float32Array, offset: number) =>
  vector.map((x, j) => (j % 8 === 0 ? x + offset : x));

const calibration = calibrated(1, 1);
const offset = calibrated(2, 2, 3);

/** A vector of the kind that was calibrated on, or one that is far from it. */
const vectors = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 31 }), fc.constantFrom(0, 0, 0, 1, 30))
  .map(([seed, outlier]) => {
    const [vector] = seededVectors(1, DIMENSION, seed);
    vector![3]! += outlier * 5;
    return vector!;
  });

const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((x, j) => x - b[j]!));

test.each(["q8", "bin"] as const)(
  "beside a %s set, a code holds its calibration, its error and the fingerprint of its vector, and its cosine is within its band",
  (quantization) => {
    fc.assert(
      fc.property(vectors, vectors, (vector, query) => {
        const { value, range, fallback } = encodeInt8(vector, vector, quantization, calibration);
        expect(range).toBe(encodeQ8(vector).range);
        const code = unpackCode(value, DIMENSION);
        if (code.kind === "float32") {
          expect(fallback).toMatch(/clipped|error/);
          expect(code.vector).toEqual(vector);
          return;
        }
        if (code.kind !== "int8") throw new Error("not int8");
        expect(fallback).toBeUndefined();
        expect(value.length).toBe(18 + DIMENSION);
        expect(code.calibration).toEqual(calibration.name);
        expect(code.fingerprint).toBe(fingerprintIn(quantization === "bin" ? "bin" : "int8", vector));
        const error = distance(decodeInt8(code, calibration), unitVector(vector));
        expect(code.errorNorm).toBeGreaterThanOrEqual(error - 1e-7);
        expect(code.errorNorm).toBeLessThanOrEqual(calibration.codec.record.fallback.errorNorm + 1e-6);
        const { codec } = calibration;
        const similarity = codec.prepareQuery(query).similarity(codeFor(code.codes, codec.calibration));
        const off = Math.abs(similarity - cosineSimilarity(query, vector));
        expect(off).toBeLessThanOrEqual(code.errorNorm + 1e-6);
        expect(off).toBeLessThanOrEqual(errorOfInt8(code, calibration));
      }),
      { numRuns: 500 },
    );
  },
);

test("a code made from a code of another calibration holds both errors, or the old code stays", () => {
  let recoded = 0;
  fc.assert(
    fc.property(vectors, vectors, fc.boolean(), (vector, query, isBack) => {
      const [from, to] = isBack ? [offset, calibration] : [calibration, calibrated2];
      const old = unpackCode(encodeInt8(vector, vector, "bin", from).value, DIMENSION);
      if (old.kind !== "int8") return;
      const value = recodeInt8(old, from, to);
      if (value === undefined) return;
      recoded++;
      const code = unpackCode(value, DIMENSION) as StoredInt8;
      expect(code).toMatchObject({ kind: "int8", calibration: to.name, fingerprint: old.fingerprint });
      expect(code.errorNorm).toBeGreaterThanOrEqual(old.errorNorm);
      // Twice the longest error of a new code at most.
      expect(code.errorNorm).toBeLessThanOrEqual(2 * to.codec.record.fallback.errorNorm + 1e-6);
      const similarity = to.codec.prepareQuery(query).similarity(codeFor(code.codes, to.codec.calibration));
      const off = Math.abs(similarity - cosineSimilarity(query, vector));
      expect(off).toBeLessThanOrEqual(errorOfInt8(code, to));
    }),
    { numRuns: 500 },
  );
  expect(recoded).toBeGreaterThan(100);
});

const calibrated2 = calibrated(5, 3);

test("a vector whose components lie outside the bounds is stored as float32, and its old code stays as it is", () => {
  const [vector] = seededVectors(1, DIMENSION, 9);
  const far = shifted(vector!, 3);
  expect(encodeInt8(far, far, "bin", calibration).fallback).toBe("clipped");
  const own = unpackCode(encodeInt8(far, far, "bin", offset).value, DIMENSION);
  expect(own.kind).toBe("int8");
  expect(recodeInt8(own as StoredInt8, offset, calibration)).toBeUndefined();
});

test("without a calibration the code is float32, and that is no fallback", () => {
  const [vector] = seededVectors(1, DIMENSION, 9);
  const { value, fallback } = encodeInt8(vector!, vector!, "bin", undefined);
  expect(unpackCode(value, DIMENSION)).toEqual({ kind: "float32", vector });
  expect(fallback).toBeUndefined();
});

test("a code of one calibration is not decoded with another of the same version, as after drop", async () => {
  const executor = new ScriptedExecutor(() => JSON.stringify(offset.codec.record));
  const calibrations = new Calibrations(executor, collectionKeys("n", "c"));
  const other = { version: 2, hash: offset.name.hash ^ 1 };
  await calibrations.load([other, offset.name], {});
  expect(calibrations.find(other)).toBeUndefined();
  expect(calibrations.find(offset.name)?.codec.record.hash).toBe(offset.codec.record.hash);
});

test("of two versions, each code is compared with its own calibration", () => {
  const [query] = seededVectors(1, DIMENSION, 77);
  for (const vector of seededVectors(50, DIMENSION, 78)) {
    const similarities = [calibration, calibrated2].map((known) => {
      const code = unpackCode(encodeInt8(vector, vector, "bin", known).value, DIMENSION);
      if (code.kind !== "int8") return cosineSimilarity(query!, vector);
      return known.codec.prepareQuery(query!).similarity(codeFor(code.codes, known.codec.calibration));
    });
    for (const similarity of similarities)
      expect(similarity).toBeCloseTo(cosineSimilarity(query!, vector), 1.5);
  }
});
