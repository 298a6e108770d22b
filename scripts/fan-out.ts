import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { printTable } from "../src/cli/index.js";
import { linearScale, linePlot, logScale } from "../src/cli/plot/index.js";
import { readLatencies } from "./fan-out/read-latencies.js";
import { type Hedge, shareWithin, slowestMs } from "./fan-out/slowest-of.js";

const HELP = `How long a search of many shards takes, from the measured latencies of one.

Usage: npm run fan-out -- FILE [options]
FILE is a JSON list of milliseconds, or what bench -- scale --json FILE wrote.

  --shards LIST     numbers of shards, with commas (default 1,3,10,30,100,300)
  --deadline-ms N   also print how many searches have all shards within N ms
  --hedge-ms N      ask a replica too if a shard has not answered after N ms
  --add-ms N        time on the network to the shards, which the file does not contain (default 0)
  --elements N      of a scale file: the size (default: the largest)
  --ef N            of a scale file (default 100)
  --callers N       of a scale file (default 1)
  --json FILE       write the figures
  --svg FILE        draw them

It assumes that shards are slow independently of each other. A pause that holds all of them at once is not in it.`;

const SHARES = { p50Ms: 0.5, p90Ms: 0.9, p99Ms: 0.99, p999Ms: 0.999 } as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shards: { type: "string", default: "1,3,10,30,100,300" },
    "deadline-ms": { type: "string" },
    "hedge-ms": { type: "string" },
    "add-ms": { type: "string", default: "0" },
    elements: { type: "string" },
    ef: { type: "string", default: "100" },
    callers: { type: "string", default: "1" },
    json: { type: "string" },
    svg: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const [file] = positionals;
if (values.help || file === undefined) {
  console.log(HELP);
  if (!values.help) process.exitCode = 2;
} else {
  await run(file);
}

async function run(source: string): Promise<void> {
  const quantiles = readLatencies(await readFile(source, "utf8"), {
    elements: optionalNumber("--elements", values.elements),
    ef: number("--ef", values.ef),
    callers: number("--callers", values.callers),
  });
  const addMs = number("--add-ms", values["add-ms"]);
  const deadlineMs = optionalNumber("--deadline-ms", values["deadline-ms"]);
  const afterMs = optionalNumber("--hedge-ms", values["hedge-ms"]);
  const hedge: Hedge | undefined = afterMs === undefined ? undefined : { afterMs };
  const rows = values.shards.split(",").map((text) => {
    const shards = number("--shards", text);
    const times = Object.entries(SHARES).map(([name, share]) => [
      name,
      addMs + slowestMs(quantiles, shards, share, hedge),
    ]);
    const complete =
      deadlineMs === undefined
        ? {}
        : { complete: shareWithin(quantiles, deadlineMs - addMs, hedge) ** shards };
    return { shards, ...(Object.fromEntries(times) as Record<keyof typeof SHARES, number>), ...complete };
  });
  printTable(
    ["shards", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "complete within the deadline"],
    rows.map(({ shards, p50Ms, p90Ms, p99Ms, p999Ms, complete }) => [
      ...[String(shards), ...[p50Ms, p90Ms, p99Ms, p999Ms].map((ms) => ms.toFixed(2))],
      complete === undefined ? "" : `${(100 * complete).toFixed(3)} %`,
    ]),
  );
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, undefined, 2)}\n`);
  if (values.svg !== undefined) await writeFile(values.svg, plotOf(rows));
}

function plotOf(rows: readonly ({ shards: number } & Record<keyof typeof SHARES, number>)[]): string {
  const shards = rows.map((row) => row.shards);
  const names = Object.keys(SHARES) as (keyof typeof SHARES)[];
  return linePlot({
    title: "A search of many shards",
    subtitle: "waits for the slowest of them; shards are slow independently of each other",
    x: { label: "shards", scale: logScale(Math.min(...shards) / 1.2, Math.max(...shards) * 1.2) },
    y: { label: "ms", scale: linearScale(0, 1.1 * Math.max(...rows.map(({ p999Ms }) => p999Ms))) },
    series: names.map((name) => ({
      name: name.replace("999Ms", "99.9").replace("Ms", ""),
      points: rows.map((row) => ({ x: row.shards, y: row[name] })),
    })),
  });
}

function optionalNumber(flag: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : number(flag, text);
}

function number(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new Error(`${flag}: expected a number from 0, got "${text}".`);
}
