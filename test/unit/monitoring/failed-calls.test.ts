import fc from "fast-check";
import { expect, test } from "vitest";
import { FailedCalls } from "../../../src/monitoring/index.js";

test("says how many calls had failed at any moment, to 20 ms", () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(pauses, fc.nat(60_000), (pausesMs, askedMs) => {
      let nowMs = 0;
      const failedCalls = new FailedCalls(() => nowMs);
      const atMs = pausesMs.map((pauseMs) => {
        nowMs += pauseMs;
        failedCalls.add();
        return nowMs;
      });
      const before = (ms: number) => atMs.filter((time) => time < ms).length;
      const said = failedCalls.totalAt(askedMs);
      expect(failedCalls.total).toBe(pausesMs.length);
      expect(said).toBeGreaterThanOrEqual(before(askedMs));
      expect(said).toBeLessThanOrEqual(before(askedMs + 20));
    }),
  );
});
