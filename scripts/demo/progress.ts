import { Presets, SingleBar } from "cli-progress";

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
  return output.isTTY ? barProgress(label, total, output) : lineProgress(label, total, output);
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

function lineProgress(label: string, total: number, output: Output): Progress {
  let tenths = 0;
  return {
    update(done, note) {
      const reached = total === 0 ? 10 : Math.floor((10 * done) / total);
      if (reached <= tenths) return;
      tenths = reached;
      output.write(`${label} ${done}/${total} (${10 * reached} %)${note === undefined ? "" : `  ${note}`}\n`);
    },
    stop: () => {},
  };
}
