import { Presets, SingleBar } from "cli-progress";
import { lineProgress } from "../../src/cli/index.js";

/** Where progress goes; a terminal says so itself. */
type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface Progress {
  /** `done` of the total given at the start; never goes back. `note`: what is worth seeing meanwhile. */
  update(done: number, note?: string): void;
  /** Call it also when the work failed: it gives the terminal its line back. */
  stop(): void;
}

/** A bar with rate and time left on a terminal; elsewhere (a log, a pipe) a line for every tenth. */
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
