import { describe, expect, it } from "vitest";
import { parseRecord } from "../../../quantization/index.js";
import { calibrationId } from "../../../quantization/record.js";
import { isServerScheme, SCHEMES } from "../../../quantization/scheme-codec.js";
import { isOctavecError } from "../../../src/errors/index.js";
import { calibrate, flat } from "./calibration-data.js";

const { record } = calibrate(flat(320, 1));

function refusal(input: unknown): Error {
  try {
    parseRecord(input);
  } catch (error) {
    if (isOctavecError(error, "INVALID_CALIBRATION")) return error;
    throw error;
  }
  throw new Error("the record was accepted");
}

describe("a calibration record", () => {
  it("survives JSON and keeps its hash whatever the order of its keys", () => {
    const text = JSON.stringify(record);
    expect(parseRecord(text)).toEqual(record);
    const reversed = Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse());
    expect(parseRecord(reversed)).toEqual(record);
    expect(calibrationId(record)).toBe(record.hash.slice(0, 16));
  });

  it.each([
    [
      "an altered bound",
      { bounds: { low: record.bounds.low.map((low) => low - 1), high: record.bounds.high } },
    ],
    ["another scheme", { scheme: "dimension-affine" }],
    ["another model", { model: "other" }],
    ["another sample size", { samples: record.samples + 1 }],
  ])("is refused after an alteration: %s", (_what, change) => {
    expect(refusal({ ...record, ...change }).message).toContain("was altered");
  });

  it.each([
    ["an unknown version", { version: 2 }, /version/],
    ["an unknown field", { surprise: 1 }, /surprise/],
    ["a missing field", { model: undefined }, /model/],
    ["a list of the wrong length", { mean: [1] }, /one number per dimension/],
    ["a rotation with another scheme", { rotation: { algorithm: "sign-hadamard-1", seed: 1 } }, /rotation/],
    [
      "a rotation of another algorithm",
      { scheme: "rotated-q8", rotation: { algorithm: "x", seed: 1 } },
      /rotation/,
    ],
    ["NaN", { margin: Number.NaN }, /margin/],
  ])("is refused with a path for %s", (_what, change, message) => {
    expect(refusal({ ...record, ...change }).message).toMatch(message);
  });

  it("is refused when it is no JSON or no object, without echoing the input", () => {
    expect(refusal("{secret").message).not.toContain("secret");
    expect(refusal(7).message).toContain("does not fit");
  });

  it("holds an evaluation of every scheme", () => {
    expect(record.candidates.map(({ scheme }) => scheme)).toEqual([...SCHEMES]);
    expect(SCHEMES.filter(isServerScheme)).toEqual(["native-q8", "rotated-q8"]);
  });
});
