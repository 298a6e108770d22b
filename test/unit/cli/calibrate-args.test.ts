import { expect, test } from "vitest";
import { parseCalibrateArgs } from "../../../src/cli/calibrate/args.js";

test("a collection is named with its namespace, which may contain colons, and its server", () => {
  const args = ["--collection", "shop:tenant:articles", "--url", "redis://localhost:7000"];
  expect(parseCalibrateArgs(args)).toMatchObject({
    source: { kind: "collection", name: "shop:tenant:articles", url: "redis://localhost:7000" },
    model: "shop:tenant:articles",
    samples: 10_000,
    seed: 1,
    allowRotation: true,
  });
});

test("a file is named with its dimension", () => {
  const args = ["--file", "v.f32", "--dimension", "512", "--no-rotation", "--model", "m"];
  expect(parseCalibrateArgs(args)).toMatchObject({
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
])("%j is refused, and the error says what was expected", (args, message) => {
  expect(() => parseCalibrateArgs(args)).toThrow(message);
});
