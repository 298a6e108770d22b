/**
 * The pause before attempt number `attempt` (1 is the first repetition), in milliseconds: exponential, with the second half
 * of it at random, so that clients that failed together do not come back together.
 */
export function backoffMs(
  attempt: number,
  { baseDelayMs, maxDelayMs }: { readonly baseDelayMs: number; readonly maxDelayMs: number },
  random: () => number = Math.random,
): number {
  const ceilingMs = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
  return ceilingMs * (0.5 + random() / 2);
}
