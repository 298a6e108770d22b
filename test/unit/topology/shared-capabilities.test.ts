import { expect, test } from "vitest";
import { sharedCapabilities } from "../../../src/topology/shared-capabilities.js";

const old = { version: "8.0.2", withAttributes: false, range: false, exactEpsilon: false };
const middle = { version: "8.2.3", withAttributes: true, range: false, exactEpsilon: true };
const recent = { version: "8.10.1", withAttributes: true, range: true, exactEpsilon: true };

test("several servers can do together what each of them can", () => {
  expect(sharedCapabilities([recent])).toEqual(recent);
  expect(sharedCapabilities([recent, middle])).toEqual(middle);
  expect(sharedCapabilities([recent, old, middle])).toEqual(old);
});
