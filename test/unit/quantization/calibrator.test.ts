import { describe, expect, it } from "vitest";
import { Calibrator, calibrationReport, rowsOf, unitVector } from "../../../quantization/index.js";
import { SCHEMES } from "../../../quantization/scheme-codec.js";
import { calibrate, DIMENSION, flat, offset, spiky } from "./calibration-data.js";

describe("a calibration", () => {
  const onFlat = calibrate(flat(700, 1));
  const onOffset = calibrate(offset(700, 2), { allowRotation: false });

  it("keeps the server's own code on well-behaved vectors and says that calibrated int8 buys nothing", () => {
    expect(onFlat.record.scheme).toBe("native-q8");
    expect(onFlat.report).toContain("Calibrated int8 buys nothing here");
  });

  it("pays with per-dimension int8 on offset-dominated vectors that cannot be rotated", () => {
    expect(onOffset.record.scheme).toBe("dimension-affine");
    expect(onOffset.report).toContain("Calibrated int8 pays here");
    const [native, affine] = ["native-q8", "dimension-affine"].map(
      (scheme) => onOffset.record.candidates.find((candidate) => candidate.scheme === scheme)!,
    );
    expect(affine!.queried.mean).toBeLessThan(native!.queried.mean / 2);
    expect(affine!.queried.recallAt10).toBeGreaterThan(native!.queried.recallAt10);
  });

  it("chooses the rotation on spiky vectors, where per-dimension bounds do not fit", () => {
    const { record } = calibrate(spiky(700, 3));
    expect(record.scheme).toBe("rotated-q8");
    expect(record.rotation).toEqual({ algorithm: "sign-hadamard-1", seed: 1 });
    const affine = record.candidates.find(({ scheme }) => scheme === "dimension-affine")!;
    expect(affine.fallbackShare).toBeGreaterThan(0.05);
    expect(calibrate(spiky(700, 3), { allowRotation: false }).record.scheme).toBe("native-q8");
  });

  it("takes the scheme that the caller asks for", () => {
    for (const scheme of SCHEMES) {
      const { record } = calibrate(flat(320, 4), { scheme });
      expect(record.scheme).toBe(scheme);
      expect(record.rotation === null).toBe(scheme !== "rotated-q8");
      expect(record.bands.residual === null).toBe(scheme.startsWith("dimension"));
    }
  });

  it("records mean, variance and bounds of the unit vectors, all of them and not only the sample", () => {
    const vectors = flat(900, 5);
    const { record } = calibrate(vectors, { reservoirSize: 300 });
    const units = vectors.map((vector) => unitVector(vector));
    expect(record.samples).toBe(900);
    for (let j = 0; j < DIMENSION; j++) {
      const column = units.map((unit) => unit[j]!);
      const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
      const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
      expect(record.mean[j]).toBeCloseTo(mean, 6);
      expect(record.variance[j]).toBeCloseTo(variance, 6);
      expect(record.bounds.low[j]).toBeCloseTo(Math.min(...column), 7);
      expect(record.bounds.high[j]).toBeCloseTo(Math.max(...column), 7);
    }
  });

  it("finds its bands to hold on the sample, and says so", () => {
    for (const { record } of [onFlat, onOffset]) {
      expect(record.bands.bandUse).toBeLessThanOrEqual(1);
      expect(record.bands.bandUse).toBeGreaterThan(0.2);
      expect(record.bands.use).toBe("six-sigma");
      expect(record.bands.observedMax).toBeLessThanOrEqual(record.bands.coded);
    }
  });

  it("turns to the strict bound where the six-sigma band fails on the sample", () => {
    // All rounding errors share one sign: one huge component, the others just below the middle of two steps.
    const skewed = Array.from({ length: 400 }, (_, i) =>
      Float32Array.from({ length: DIMENSION }, (_component, j) => (j === 0 ? 127 : 10.49 - (i % 7) * 0.001)),
    );
    const { record, report } = calibrate(skewed, { scheme: "native-q8" });
    expect(record.bands.bandUse).toBeGreaterThan(1);
    expect(record.bands.use).toBe("strict");
    expect(record.bands.observedMax).toBeLessThanOrEqual(record.bands.coded);
    expect(report).toContain("strict bound (the six-sigma band failed here)");
    expect(calibrate(skewed).record.scheme).toBe("rotated-q8");
  });

  it("refuses fewer than 300 vectors and says how many came", () => {
    expect(() => calibrate(flat(299, 6))).toThrowError(
      expect.objectContaining({ code: "CALIBRATION_TOO_SMALL", details: { samples: 299, needed: 300 } }),
    );
  });

  it("manages vectors that are all the same, and leaves them to the server", () => {
    const same = new Array<Float32Array>(300).fill(new Float32Array(DIMENSION).fill(0.1));
    const { record, report } = calibrate(same);
    expect(record.scheme).toBe("native-q8");
    expect(record.bands.bandUse).toBeLessThanOrEqual(1);
    expect(record.drift.dimensions).toEqual([]);
    expect(report).toContain("buys nothing");
    for (const scheme of SCHEMES) expect(calibrate(same, { scheme }).record.scheme).toBe(scheme);
  });

  it("says when calibrated int8 does not fit although its errors are mostly small", () => {
    const candidates = onOffset.record.candidates.map((candidate) => ({ ...candidate, fallbackShare: 0.2 }));
    expect(calibrationReport({ ...onOffset.record, candidates })).toContain(
      "does not fit this data: 20.0 % of the vectors would have to stay float32",
    );
  });

  it("does not count all-zero vectors, and refuses NaN and other dimensions", () => {
    const calibrator = new Calibrator({ model: "m", dimension: 2 });
    calibrator.add([0, 0]);
    calibrator.addRows(rowsOf(Float32Array.of(1, 2, 0, 0, 3, 4), 2));
    expect(calibrator.count).toBe(2);
    expect(() => calibrator.add([Number.NaN, 1])).toThrowError(
      expect.objectContaining({ code: "INVALID_VECTOR" }),
    );
    expect(() => calibrator.add([1])).toThrowError(expect.objectContaining({ code: "DIMENSION_MISMATCH" }));
  });

  it("gives the same record for the same stream and seed, and another one for another seed", () => {
    const again = (seed: number) => calibrate(flat(700, 7), { seed, reservoirSize: 400 }).record;
    expect(again(5)).toEqual(again(5));
    expect(again(5).hash).not.toBe(again(6).hash);
  });

  it("gives a wider margin to fewer vectors", () => {
    expect(onFlat.record.margin).toBe(0.25);
    expect(calibrate(flat(6000, 8), { reservoirSize: 6000, scheme: "native-q8" }).record.margin).toBe(0.1);
    expect(calibrate(flat(300, 8), { margin: 0.4 }).record.margin).toBe(0.4);
  });

  it.each([
    ["no model name", { model: "" }],
    ["a fractional seed", { seed: 0.5 }],
    ["a reservoir below the minimum", { reservoirSize: 299 }],
    ["no dimension", { dimension: 0 }],
  ])("refuses %s", (_what, options) => {
    expect(() => new Calibrator({ model: "m", dimension: 2, ...options })).toThrowError(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });

  it("reports scheme, errors, recall and bytes of every candidate in a table", () => {
    expect(onFlat.report).toBe(calibrationReport(onFlat.record));
    const lines = onFlat.report.split("\n");
    for (const candidate of onFlat.record.candidates) {
      const line = lines.find(
        (text) => text.slice(2).startsWith(`${candidate.scheme} `) && text.includes("e-"),
      )!;
      expect(line).toContain(String(candidate.bytesPerVector));
      expect(line).toContain(candidate.queried.recallAt10.toFixed(4));
      expect(line).toContain(candidate.queried.p99.toExponential(1));
      expect(line.startsWith("* ")).toBe(candidate.scheme === onFlat.record.scheme);
    }
    expect(onFlat.report).toContain("native-q8 + residual");
    expect(onFlat.report).toContain(String(4 * DIMENSION));
  });
});
