import type { SweepReport, SweepStep } from "./sweep-step.js";
import { STEP_SIZE, type TakeStep } from "./sweeper.js";

/**
 * Takes steps until nothing is left to remove, one round trip each.
 * @throws what a step throws; the signal's reason. Entries that were removed by then stay removed.
 */
export async function sweepAll(
  takeStep: TakeStep,
  {
    signal,
    onStep,
  }: { signal?: AbortSignal | undefined; onStep?: ((swept: SweepReport) => void) | undefined } = {},
): Promise<SweepReport> {
  let swept: SweepReport = { expired: 0, evicted: 0, flushed: 0, bytes: 0 };
  for (;;) {
    signal?.throwIfAborted();
    const step = await takeStep({ most: STEP_SIZE });
    swept = sumOf(swept, step);
    onStep?.(swept);
    if (!step.hasMore) return swept;
  }
}

function sumOf(a: SweepReport, b: SweepStep): SweepReport {
  return {
    expired: a.expired + b.expired,
    evicted: a.evicted + b.evicted,
    flushed: a.flushed + b.flushed,
    bytes: a.bytes + b.bytes,
  };
}
