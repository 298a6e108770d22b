import { describe, expect, it } from "vitest";
import { truncateVector } from "../../../quantization/index.js";

describe("Matryoshka truncation", () => {
  it("keeps the first components and their direction, as a unit vector", () => {
    expect([...truncateVector([3, 4, 12], 2)].map((c) => c.toFixed(4))).toEqual(["0.6000", "0.8000"]);
    expect([...truncateVector([0, 0, 1], 2)]).toEqual([0, 0]);
  });

  it.each([0, 4, 1.5, Number.NaN])("refuses dimension %d of 3", (dimension) => {
    expect(() => truncateVector([1, 2, 3], dimension)).toThrowError(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });
});
