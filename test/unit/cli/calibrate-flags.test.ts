import { expect, test } from "vitest";
import { checkCalibrateFlags } from "../../../src/cli/calibrate/calibrate-flags.js";
import { runOctavec } from "../../helpers/run-octavec.js";

const DEFAULTS = { samples: 10_000, seed: 1, rotation: true };

test("a collection is named with its namespace, which may contain colons, and its server", () => {
  const flags = { ...DEFAULTS, collection: "shop:tenant:articles", url: "redis://localhost:7000" };
  expect(checkCalibrateFlags(flags)).toMatchObject({
    source: { kind: "collection", name: "shop:tenant:articles", url: "redis://localhost:7000" },
    model: "shop:tenant:articles",
    samples: 10_000,
    seed: 1,
    allowRotation: true,
  });
});

test("a file is named with its dimension", () => {
  const flags = { ...DEFAULTS, file: "v.f32", dimension: 512, rotation: false, model: "m" };
  expect(checkCalibrateFlags(flags)).toMatchObject({
    source: { kind: "file", path: "v.f32", dimension: 512 },
    model: "m",
    allowRotation: false,
  });
});

test.each([
  [[], /either --collection or --file/],
  [["--collection", "a:b", "--file", "f"], /either --collection or --file/],
  [["--file", "f"], /needs --dimension/],
  [["--file", "f", "--dimension", "0"], /whole number from 1/],
  [["--file", "f", "--dimension", "4", "--url", "redis://x"], /only with --collection/],
  [["--collection", "a:b", "--dimension", "4"], /only with --file/],
  [["--collection", "alone"], /namespace:name/],
  [["--collection", "{a:b}"], /namespace:name/],
  [["--collection", "a:b", "--samples", "299"], /from 300/],
  [["--collection", "a:b", "--sample", "300"], /--sample/],
])("%j is refused, and the error says what was expected", async (args, message) => {
  const { code, err } = await runOctavec("calibrate", ...args);
  expect(code).toBe(1);
  expect(err).toMatch(message);
});
