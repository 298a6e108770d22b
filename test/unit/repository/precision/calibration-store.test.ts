import { expect, test } from "vitest";
import { Calibrator } from "../../../../quantization/index.js";
import { collectionKeys } from "../../../../src/repository/elements/collection-keys.js";
import {
  activateCalibration,
  loadCalibration,
} from "../../../../src/repository/precision/calibration-store.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";
import { seededVectors } from "../../../helpers/seeded-vectors.js";

const keys = collectionKeys("n", "c");

function calibrated(seed: number) {
  const calibrator = new Calibrator({ model: "test", dimension: 4, reservoirSize: 300 });
  for (const vector of seededVectors(300, 4, seed)) calibrator.add(vector);
  return calibrator.calibrate().record;
}

const record = calibrated(1);

test("if the active version changes while its record is being loaded, the new version is loaded", async () => {
  let reads = 0;
  const executor = new ScriptedExecutor((step) => {
    if ("transaction" in step) return null;
    if (step[1] === keys.meta) return reads++ === 0 ? "1" : "2";
    return step[1] === "{n:c}:calibration:2" ? JSON.stringify(record) : null;
  });
  expect(await loadCalibration(executor, keys, {})).toEqual({ version: 2, record });
});

test("a record that was altered is refused", async () => {
  const altered = JSON.stringify({ ...record, samples: 999 });
  const executor = new ScriptedExecutor((step) =>
    "transaction" in step ? null : step[1] === keys.meta ? "1" : altered,
  );
  await expect(loadCalibration(executor, keys, {})).rejects.toMatchObject({ code: "INVALID_CALIBRATION" });
});

test("a record is written before its version becomes active, and the old record is deleted afterwards", async () => {
  const executor = new ScriptedExecutor((step) => {
    if ("transaction" in step) return ["4", 0];
    return step[0] === "HINCRBY" ? 7 : null;
  });
  expect(await activateCalibration(executor, keys, record, {})).toBe(7);
  expect(executor.sent).toEqual([
    ["HINCRBY", keys.meta, "calibrationLast", "1"],
    ["HSET", "{n:c}:calibration:7", "record", JSON.stringify(record)],
    {
      transaction: [
        ["HGET", keys.meta, "calibration"],
        ["HSET", keys.meta, "calibration", "7"],
      ],
    },
    ["DEL", "{n:c}:calibration:4"],
  ]);
});
