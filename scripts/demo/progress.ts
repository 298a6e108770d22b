import { Presets, SingleBar } from "cli-progress";
import { lineProgress } from "../../src/cli/index.js";

/** A stream for the progress. `isTTY` is true for a terminal. */
type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface Progress {
  /** `done` never decreases. `note` is shown after the bar. */
  update(done: number, note?: string): void;
  /** Call it even if the work failed, because it resets the line of the terminal. */
  stop(): void;
}

/** A bar with the remaining time on a terminal; in a log or pipe one line per 10 %. */
export function startProgress(label: string, total: number, output: Output = process.stdout): Progress {
  if (output.isTTY) return barProgress(label, total, output);
  return { update: lineProgress(label, total, output), stop: () => {} };
}

function barProgress(label: string, total: number, stream: Output): Progress {
  const format = `${label} {bar} {value}/{total}, {eta_formatted} left  {note}`;
  const bar = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 200 }, Presets.shades_classic);
  bar.start(total, 0, { note: "" });
  return {
    update: (done, note = "") => bar.update(done, { note }),
    stop: () => bar.stop(),
  };
}
