import { bytesText, percentText, wholeText } from "../terminal/figures.js";
import type { CacheFigures, LiveFigures, LiveUpdate } from "./live-figures.js";
import type { ConnectionFigures } from "./look.js";
import type { SlowCommand } from "./slow-commands.js";

/** Slow commands that a terminal has room for. */
const MOST_SLOW = 5;

/** An update as lines of a terminal. */
export function formatLive(version: string, { connection, figures, failureCode }: LiveUpdate): string {
  return [
    `Redis ${version}   ${connectionText(connection)}${failureCode === undefined ? "" : `   no answer: ${failureCode}`}`,
    ...(figures === undefined ? [] : figureLines(figures)),
    "",
    "q ends. The breaker is the one of this program.",
  ].join("\n");
}

function connectionText({ servers }: ConnectionFigures): string {
  return servers
    .map(({ server, status, pingMs, breaker }) => {
      const ping = pingMs === undefined ? status : `ping ${pingMs.toFixed(1)} ms`;
      return `${server} ${ping}, breaker ${breaker ?? "off"}`;
    })
    .join("   ");
}

function figureLines(figures: LiveFigures): string[] {
  const { usedBytes, maxmemoryBytes, cache, slowest } = figures;
  const limit = maxmemoryBytes === 0 ? "no maxmemory" : `of ${bytesText(maxmemoryBytes)}`;
  return [
    `${wholeText(figures.commandsPerSecond)} commands/s   CPU ${percentText(figures.cpuShare)} of a core   memory ${bytesText(usedBytes)} ${limit}`,
    `in ${bytesText(figures.inputBytesPerSecond)}/s   out ${bytesText(figures.outputBytesPerSecond)}/s   clients ${figures.clients}, blocked ${figures.blockedClients}   evicted ${wholeText(figures.evictedPerSecond)}/s`,
    ...(cache === undefined ? [] : [cacheLine(cache)]),
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
    ...slowLines(slowest),
  ];
}

function cacheLine(cache: CacheFigures): string {
  const ratio = cache.hitRatio === null ? "no look-ups" : percentText(cache.hitRatio);
  const tiers = Object.entries(cache.hitsPerSecondByTier).map(
    ([tier, rate]) => `${tier} ${wholeText(rate)}/s`,
  );
  return `cache   ${wholeText(cache.lookupsPerSecond)} look-ups/s   hits ${ratio} (${tiers.join(", ")})   ${wholeText(cache.entries)} entries   saved ${cache.savedMoney.toFixed(4)} ${cache.currency}`;
}

function slowLines(slowest: readonly SlowCommand[] | undefined): string[] {
  if (slowest === undefined) return ["slow log: this user may not read it"];
  // Look-ups first: they are what callers wait for.
  const shown = slowest.toSorted((a, b) => Number(b.isLookup) - Number(a.isLookup)).slice(0, MOST_SLOW);
  if (shown.length === 0) return ["slow log: empty"];
  return [
    row(["slowest, look-ups first", "ms"]),
    ...shown.map(({ name, durationMicros, atMs, key = "" }) => {
      const line = row([name, (durationMicros / 1_000).toFixed(1)]);
      return `${line}   ${new Date(atMs).toISOString().slice(0, 19)}Z   ${key}`;
    }),
  ];
}

function row([name = "", ...cells]: readonly string[]): string {
  return name.padEnd(24) + cells.map((cell) => cell.padStart(12)).join("");
}
