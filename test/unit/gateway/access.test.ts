import { expect, it } from "vitest";
import { grantFor, hashOfKey, isKeyOfHash, KeyRing } from "../../../src/gateway/access/index.js";
import { bearerOf } from "../../../src/gateway/http/index.js";

it("a ring knows its keys and no others, and keeps none of them", () => {
  const ring = new KeyRing();
  ring.add("first-key", { cacheId: "a", actions: ["read"] });
  ring.add("second-key", { cacheId: "b", actions: ["write"] });
  ring.add("first-key", { cacheId: "b", actions: ["read"] });
  expect(ring.callerOf("first-key")?.grants.map(({ cacheId }) => cacheId)).toEqual(["a", "b"]);
  expect(ring.callerOf("second-key")?.grants).toEqual([{ cacheId: "b", actions: ["write"] }]);
  for (const unknown of ["", "first-ke", "first-key ", "FIRST-KEY"])
    expect(ring.callerOf(unknown)).toBeUndefined();
  expect(ring.callerOf("first-key")?.keyId).toBe(hashOfKey("first-key").toString("hex").slice(0, 12));
});

it("a right to write is one to read, too, and a right to read is not one to write", () => {
  const caller = { keyId: "x", grants: [{ cacheId: "a", actions: ["write"] as const }] };
  expect(grantFor(caller, "a", "read")).toBeDefined();
  expect(grantFor(caller, "b", "read")).toBeUndefined();
  const reader = { keyId: "x", grants: [{ cacheId: "a", actions: ["read"] as const }] };
  expect(grantFor(reader, "a", "write")).toBeUndefined();
});

it("a hash of another length is no hash of a key", () => {
  expect(isKeyOfHash(hashOfKey("a"), Buffer.alloc(0))).toBe(false);
  expect(isKeyOfHash(hashOfKey("a"), hashOfKey("a"))).toBe(true);
});

it.each([
  ["Bearer a-key", "a-key"],
  ["bearer   a-key ", "a-key"],
  ["Bearer", undefined],
  ["Basic YTpi", undefined],
  [undefined, undefined],
])("the credential of %j is %j", (authorization, key) => {
  expect(bearerOf({ authorization })).toBe(key);
});
