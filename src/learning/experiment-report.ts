import type { CategoryCounts } from "./counts.js";
import { alwaysValidInterval, type DifferenceInterval, varianceOfShare } from "./decision/always-valid.js";
import { figuresOf, type QualityFigures } from "./quality-report.js";

/** Two policies compared, since the beginning or the last reset, all instances together. Look-ups by meaning only. */
export interface ExperimentReport {
  readonly a: QualityFigures;
  readonly b: QualityFigures;
  /** Hit rate of `b` minus that of `a`, with an interval that may be looked at at any time. */
  readonly hitRate: DifferenceInterval;
  /** Wrong answers per look-up of `b` minus that of `a`, by audits. */
  readonly errorRate: DifferenceInterval;
  /** Whether the interval of the hit rates leaves out 0, so that the experiment may be ended: who hits more. */
  readonly hitsMore: "a" | "b" | undefined;
  /** Likewise of the errors. */
  readonly errsMore: "a" | "b" | undefined;
}

export function compareArms(counts: CategoryCounts): ExperimentReport {
  const [a, b] = [figuresOf(counts.of("a")), figuresOf(counts.of("b"))];
  const hitRate = difference(a, b, ({ decidedHits, lookups }) => [decidedHits / lookups, lookups]);
  const errorRate = difference(a, b, ({ wrongShare, audits }) => [wrongShare.share, audits], shareOfHits);
  return { a, b, hitRate, errorRate, hitsMore: greater(hitRate), errsMore: greater(errorRate) };
}

function shareOfHits({ decidedHits, lookups }: QualityFigures): number {
  return lookups === 0 ? 0 : decidedHits / lookups;
}

/** `measure`: a share and the number of trials that it was seen in. `scale`: what one of it is worth per look-up. */
function difference(
  a: QualityFigures,
  b: QualityFigures,
  measure: (figures: QualityFigures) => readonly [share: number, trials: number],
  scale: (figures: QualityFigures) => number = () => 1,
): DifferenceInterval {
  const [ofA, ofB] = [a, b].map((figures) => {
    const [share, trials] = measure(figures);
    const known = trials === 0 ? 0.5 : share;
    return { value: scale(figures) * known, variance: scale(figures) ** 2 * varianceOfShare(known, trials) };
  });
  if (ofA === undefined || ofB === undefined) throw new Error("Two arms were compared, but not found.");
  // Where nothing was looked up at all both scales are 0; the interval must still be one.
  return alwaysValidInterval(ofB.value - ofA.value, Math.max(1e-12, ofA.variance + ofB.variance));
}

function greater({ low, high }: DifferenceInterval): "a" | "b" | undefined {
  if (low > 0) return "b";
  return high < 0 ? "a" : undefined;
}
