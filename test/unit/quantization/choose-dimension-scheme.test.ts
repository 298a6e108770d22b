import { expect, test } from "vitest";
import { Calibrator } from "../../../quantization/index.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";

function chosen(offset: number) {
  const calibrator = new Calibrator({
    model: "m",
    dimension: 32,
    scheme: "per-dimension",
    reservoirSize: 400,
  });
  for (const vector of seededVectors(400, 32, 4))
    calibrator.add(vector.map((x, j) => (j < 4 ? x + offset : x)));
  const { record } = calibrator.calibrate();
  const p99 = (scheme: string) => record.candidates.find((one) => one.scheme === scheme)!.queried.p99;
  return { record, affine: p99("dimension-affine"), symmetric: p99("dimension-symmetric") };
}

test("of the per-dimension schemes the one with the smaller error on held-out pairs is chosen, whatever the server's schemes reach", () => {
  for (const offset of [0, 4]) {
    const { record, affine, symmetric } = chosen(offset);
    expect(record.scheme).toBe(symmetric < affine ? "dimension-symmetric" : "dimension-affine");
  }
  // Values far from zero leave half of a symmetric range unused.
  expect(chosen(4).record.scheme).toBe("dimension-affine");
  expect(chosen(4).affine).toBeLessThan(0.7 * chosen(4).symmetric);
});
