import { Presets, SingleBar } from "cli-progress";

export interface CopyProgress {
  update(done: number, recordsPerSecond: number): void;
  stop(): void;
}

/** A bar with rate and remaining time on standard error. It shows nothing if that is no terminal. */
export function copyProgress(label: string, total: number | null): CopyProgress {
  const known = `${label} {bar} {value}/{total}, {rate}/s, {eta_formatted} left`;
  const bar = new SingleBar(
    {
      format: total === null ? `${label} {value}, {rate}/s` : known,
      stream: process.stderr,
      noTTYOutput: false,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  );
  bar.start(total ?? 0, 0, { rate: "–" });
  return {
    update: (done, rate) => bar.update(done, { rate: Math.round(rate).toLocaleString("en") }),
    stop: () => bar.stop(),
  };
}
