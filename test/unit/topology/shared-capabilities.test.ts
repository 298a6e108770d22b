import { expect, test } from "vitest";
import { sharedCapabilities } from "../../../src/topology/nodes/shared-capabilities.js";

const old = {
  version: "8.0.2",
  withAttributes: false,
  range: false,
  safeThreads: false,
  exactEpsilon: false,
};
const middle = {
  version: "8.2.9",
  withAttributes: true,
  range: false,
  safeThreads: true,
  exactEpsilon: true,
};
const recent = {
  version: "8.10.1",
  withAttributes: true,
  range: true,
  safeThreads: true,
  exactEpsilon: true,
};
const unsafe = { ...recent, version: "8.8.0", safeThreads: false };

test("several servers can do together what each of them can", () => {
  expect(sharedCapabilities([recent])).toEqual(recent);
  expect(sharedCapabilities([recent, middle])).toEqual(middle);
  expect(sharedCapabilities([recent, old, middle])).toEqual(old);
  expect(sharedCapabilities([recent, unsafe]).safeThreads).toBe(false);
});
