/** A stream for the progress. `isTTY` is true for a terminal. */
type Output = Pick<NodeJS.WritableStream, "write"> & { readonly isTTY?: boolean };

export interface WorkProgress {
  /** What is done, which never decreases. */
  update(done: number): void;
  /** Removes the line. Call it even if the work failed. */
  stop(): void;
}

const BAR_WIDTH = 24;
/** A terminal need not be written more often. */
const REDRAW_MS = 100;
const CLEAR_LINE = "\r\x1b[2K";

/**
 * A bar with rate and remaining time on one line of a terminal. It shows nothing if the output is no terminal.
 *
 * @param total - What there is to do; null if unknown.
 */
export function workProgress(
  label: string,
  total: number | null,
  output: Output = process.stderr,
): WorkProgress {
  if (!output.isTTY) return { update: () => {}, stop: () => {} };
  const startedAtMs = performance.now();
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  return {
    update: (done) => {
      const nowMs = performance.now();
      if (nowMs - drawnAtMs < REDRAW_MS && done !== total) return;
      drawnAtMs = nowMs;
      output.write(CLEAR_LINE + progressLine(label, done, total, nowMs - startedAtMs));
    },
    stop: () => void output.write(CLEAR_LINE),
  };
}

function progressLine(label: string, done: number, total: number | null, elapsedMs: number): string {
  const perSecond = elapsedMs === 0 ? 0 : (1_000 * done) / elapsedMs;
  const rate = `${Math.round(perSecond).toLocaleString("en")}/s`;
  if (total === null) return `${label} ${done}, ${rate}`;
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  const left = perSecond === 0 ? "" : `, ${Math.ceil(Math.max(0, total - done) / perSecond)} s left`;
  return `${label} ${bar} ${done}/${total}, ${rate}${left}`;
}
