import { describe, expect, it } from "vitest";
import { advisoriesOf } from "../../../src/connection/advisories.js";

/** Ids for a version. */
function idsOf(version: string): string[] {
  return advisoriesOf(version).map(({ id }) => id);
}

describe("advisories", () => {
  it.each([
    ["8.2.8", true],
    ["8.2.9", false],
    ["8.2.10", false],
    ["8.4.5", true],
    ["8.4.6", false],
    ["8.6.5", true],
    ["8.8.1", true],
    ["8.10.0", true],
    ["8.10.1", false],
    // Lines without a fixed release, and previews of the next line.
    ["8.0.99", true],
    ["8.7.240", true],
    ["8.12.0", false],
    ["9.0.0", false],
  ])("of version %s, a crash by searches in threads is known: %s", (version, isAffected) => {
    expect(idsOf(version).includes("threaded-search")).toBe(isAffected);
  });

  it("a bug that was fixed in an old line is known of that line's earlier releases only", () => {
    expect(
      ["8.0.3", "8.0.4", "8.2.1", "8.2.2", "8.4.0"].map((version) => idsOf(version).includes("epsilon")),
    ).toEqual([true, false, true, false, false]);
  });

  it("a version that cannot be read has none, and each says what, how bad, since when fixed, and from where", () => {
    expect(["unknown", "", "8", "8.x.1"].flatMap(idsOf)).toEqual([]);
    for (const advisory of advisoriesOf("8.0.2")) {
      expect(advisory.summary).toMatch(/^[A-Z].{20,}\.$/);
      expect(advisory.severity).toMatch(/^(security|bug)$/);
      expect(advisory.fixedIn.every((fixed) => /^\d+\.\d+\.\d+$/.test(fixed))).toBe(true);
      expect(advisory.source).toMatch(/^(https:|CVE-)/);
    }
    expect(new Set(idsOf("8.0.2")).size).toBe(advisoriesOf("8.0.2").length);
  });
});
