import { expect } from "vitest";
import { type GuardResult, runGuards } from "../../../../src/cache/guards/run-guards.js";
import { extractFacts } from "../../../../src/cache/guards/text-facts.js";
import type { GuardName } from "../../../../src/options/index.js";

/** What one guard says of two texts; it must say the same of them the other way round. */
export function judge(guard: GuardName, query: string, entry: string): GuardResult {
  const [one, other] = [extractFacts(query), extractFacts(entry)];
  const [result] = runGuards(one, other, [guard]);
  const [swapped] = runGuards(other, one, [guard]);
  expect(result?.guard).toBe(guard);
  expect(swapped?.verdict).toBe(result?.verdict);
  return result!;
}
