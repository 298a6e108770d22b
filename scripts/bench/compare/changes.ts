import type { Ratio } from "../statistics.js";

export interface Change {
  readonly name: string;
  readonly before: Ratio;
  readonly after: Ratio;
  /** Median after, as a share of the median before. */
  readonly factor: number;
  readonly verdict: "slower" | "faster" | "within noise";
}

/**
 * What differs by more than the noise that the runs themselves have measured: each median lies outside of the spread of the other
 * run's rounds. Figures that only one run has are left out.
 */
export function changesBetween(
  before: ReadonlyMap<string, Ratio>,
  after: ReadonlyMap<string, Ratio>,
): Change[] {
  return [...before].flatMap(([name, first]) => {
    const second = after.get(name);
    if (second === undefined) return [];
    const factor = second.median / first.median;
    return { name, before: first, after: second, factor, verdict: verdictOn(first, second) };
  });
}

function verdictOn(before: Ratio, after: Ratio): Change["verdict"] {
  if (after.median < before.min && before.median > after.max) return "slower";
  if (after.median > before.max && before.median < after.min) return "faster";
  return "within noise";
}
