import { bytesText, percentText, wholeText } from "../terminal/figures.js";
import type { LiveFigures } from "./live-figures.js";

/** The figures as lines of a terminal. */
export function formatLive(version: string, figures: LiveFigures): string {
  const { usedBytes, maxmemoryBytes, cache } = figures;
  const limit = maxmemoryBytes === 0 ? "no maxmemory" : `of ${bytesText(maxmemoryBytes)}`;
  return [
    `Redis ${version}   ${wholeText(figures.commandsPerSecond)} commands/s   CPU ${percentText(figures.cpuShare)} of a core   memory ${bytesText(usedBytes)} ${limit}`,
    `in ${bytesText(figures.inputBytesPerSecond)}/s   out ${bytesText(figures.outputBytesPerSecond)}/s   clients ${figures.clients}, blocked ${figures.blockedClients}   evicted ${wholeText(figures.evictedPerSecond)}/s`,
    ...(cache === undefined ? [] : cacheLines(cache)),
    "",
    row(["command", "calls/s", "µs/call", "p50 µs", "p99 µs"]),
    ...figures.commands.map(({ name, callsPerSecond, microsPerCall, p50Micros, p99Micros }) =>
      row([
        name,
        wholeText(callsPerSecond),
        microsPerCall.toFixed(1),
        p50Micros.toFixed(1),
        p99Micros.toFixed(1),
      ]),
    ),
    "",
    "q ends. Percentiles are those since the start of the server.",
  ].join("\n");
}

function cacheLines(cache: NonNullable<LiveFigures["cache"]>): string[] {
  const ratio = cache.hitRatio === null ? "no look-ups" : percentText(cache.hitRatio);
  const tiers = Object.entries(cache.hitsPerSecondByTier).map(
    ([tier, rate]) => `${tier} ${wholeText(rate)}/s`,
  );
  return [
    `cache   ${wholeText(cache.lookupsPerSecond)} look-ups/s   hits ${ratio} (${tiers.join(", ")})   ${wholeText(cache.entries)} entries   saved ${cache.savedMoney.toFixed(4)} ${cache.currency}`,
  ];
}

function row([name = "", ...cells]: readonly string[]): string {
  return name.padEnd(24) + cells.map((cell) => cell.padStart(12)).join("");
}
