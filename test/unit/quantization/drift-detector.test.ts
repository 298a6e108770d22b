import { describe, expect, it } from "vitest";
import { driftBaseline } from "../../../quantization/drift-baseline.js";
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

describe("the baseline of a drift detector", () => {
  it("holds the deciles of the dimensions that vary", () => {
    const sample = Array.from({ length: 1000 }, (_, i) => Float32Array.of(i, 7, i % 3, -i));
    const { dimensions, edges } = driftBaseline(sample);
    expect(dimensions).toEqual([0, 3]);
    expect(edges[0]).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
    expect(edges[1]![0]).toBe(-899);
  });

  it("watches at most 64 dimensions, spread evenly", () => {
    const random = new Random(1);
    const sample = Array.from({ length: 300 }, () =>
      Float32Array.from({ length: 200 }, () => random.normal()),
    );
    const { dimensions } = driftBaseline(sample);
    expect(dimensions).toHaveLength(64);
    expect(new Set(dimensions).size).toBe(64);
    expect(dimensions.at(-1)).toBeGreaterThan(190);
  });
});

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
    // The first window holds foreign vectors, which must leave no trace in the second.
    const stream = source(300, 99, 61).concat(source(350, 1, 60));
    const reports = stream.map((vector) => detector.add(vector));
    expect(reports.flatMap((report, i) => (report === undefined ? [] : [i]))).toEqual([299, 599]);
    expect(detector.report()).toBeUndefined();
    const fresh = new DriftDetector(record, { windowSize: 300 });
    const second = stream.slice(300, 600).map((vector) => fresh.add(vector));
    expect(reports[599]).toEqual(second[299]);
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
