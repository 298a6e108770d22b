import { describe, expect, it } from "vitest";
import { DriftDetector, type DriftReport } from "../../../quantization/index.js";
import { calibrate, DIMENSION } from "./calibration-data.js";
import { Random } from "./sample-vectors.js";

/** One source: topics around a direction of its own. Another seed of `topics` is another source. */
function source(count: number, topics: number, seed: number): Float32Array[] {
  const shape = new Random(topics);
  const domain = Float32Array.from({ length: DIMENSION }, () => 0.5 * shape.normal());
  const centres = Array.from({ length: 20 }, () => domain.map((component) => component + shape.normal()));
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const centre = centres[random.integer(centres.length)]!;
    return centre.map((component) => component + 0.8 * random.normal());
  });
}

const { record } = calibrate(source(2000, 1, 2), { scheme: "dimension-affine" });

function watch(vectors: readonly Float32Array[]): DriftReport {
  const detector = new DriftDetector(record);
  let last: DriftReport | undefined;
  for (const vector of vectors) last = detector.add(vector) ?? last;
  if (last === undefined) throw new Error("no window was filled");
  return last;
}

describe("the drift detector", () => {
  it("raises no alarm on the same source", () => {
    for (let seed = 10; seed < 20; seed++) {
      const report = watch(source(1000, 1, seed));
      expect(report).toMatchObject({ level: "ok", samples: 1000 });
      expect(report.meanShiftRatio).toBeGreaterThan(0.5);
      expect(report.clipRate).toBeLessThan(1e-4);
    }
  });

  it("warns at a tenth of foreign vectors among 1,000", () => {
    const mixed = source(900, 1, 30).concat(source(100, 99, 31));
    expect(["warn", "recalibrate"]).toContain(watch(mixed).level);
  });

  it("asks for a new calibration on another source", () => {
    const report = watch(source(1000, 99, 40));
    expect(report.level).toBe("recalibrate");
    expect(report.meanShiftRatio).toBeGreaterThan(3);
    expect(report.medianPsi).toBeGreaterThan(0.1);
  });

  it("sees a changed spread by the stability index although the mean stands still", () => {
    const balanced = source(500, 1, 50).flatMap((vector) => [vector, vector.map((component) => -component)]);
    const centred = new DriftDetector(calibrate(balanced).record);
    // Unit vectors along single axes, in both directions.
    let report: DriftReport | undefined;
    const random = new Random(51);
    for (let i = 0; i < 1000; i++) {
      const axis = random.integer(DIMENSION);
      const sign = i % 2 === 0 ? 1 : -1;
      report = centred.add(
        Float32Array.from({ length: DIMENSION }, (_, j) => (j === axis ? sign : 0.001 * sign)),
      );
    }
    expect(report!.meanShiftRatio).toBeLessThan(1.5);
    expect(report!.medianPsi).toBeGreaterThan(0.1);
    expect(report!.level).toBe("recalibrate");
    expect(report!.clipRate).toBeGreaterThan(0.01);
  });

  it("starts a new window after each report", () => {
    const detector = new DriftDetector(record, { windowSize: 300 });
    const reports = source(650, 1, 60).map((vector) => detector.add(vector));
    expect(reports.flatMap((report, i) => (report === undefined ? [] : [i]))).toEqual([299, 599]);
    expect(detector.report()).toBeUndefined();
  });

  it("reports on an unfinished window from 300 vectors on", () => {
    const detector = new DriftDetector(record);
    for (const vector of source(299, 1, 70)) detector.add(vector);
    expect(detector.report()).toBeUndefined();
    detector.add(new Float32Array(DIMENSION));
    expect(detector.report()).toBeUndefined();
    detector.add(source(1, 1, 71)[0]!);
    expect(detector.report()).toMatchObject({ samples: 300 });
  });

  it("refuses small windows, NaN and other dimensions", () => {
    expect(() => new DriftDetector(record, { windowSize: 299 })).toThrowError(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
    expect(() => new DriftDetector(record).add([1])).toThrowError(
      expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
    );
    expect(() => new DriftDetector(record).add(new Float32Array(DIMENSION).fill(Number.NaN))).toThrowError(
      expect.objectContaining({ code: "INVALID_VECTOR" }),
    );
  });
});
