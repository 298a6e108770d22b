import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foreignPointId, pointIdOf, pointIdText } from "../../../src/migration/qdrant/point-id.js";

describe("ids of points", () => {
  test("whole numbers and UUIDs come back from their text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeNat(), fc.uuid()), (id) => {
        expect(pointIdOf(pointIdText(id))).toBe(id);
      }),
    );
    expect(pointIdOf("18446744073709551615")).toBe(2n ** 64n - 1n);
    expect(pointIdText(2n ** 64n - 1n)).toBe("18446744073709551615");
  });

  test("a text that would not come back the same is not the id of a point", () => {
    const upper = "5C56C793-69F3-4FBF-87E6-C4BF54C28C26";
    const plain = "5c56c79369f34fbf87e6c4bf54c28c26";
    for (const text of ["", "007", "-1", "1.5", "18446744073709551616", "doc:1", upper, plain, " 1"]) {
      expect(pointIdOf(text)).toBeUndefined();
    }
  });

  test("a number that JSON has rounded is refused", () => {
    expect(() => pointIdText(2 ** 53)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
    expect(() => pointIdText(null)).toThrow(expect.objectContaining({ code: "UNEXPECTED_REPLY" }));
  });

  test("any other text always gets the same UUID of version 5", () => {
    expect(foreignPointId("doc:1")).toBe(foreignPointId("doc:1"));
    expect(foreignPointId("doc:1")).not.toBe(foreignPointId("doc:2"));
    expect(foreignPointId("doc:1")).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
