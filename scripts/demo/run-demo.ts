import { createEnergeticEmbedder } from "../../src/embedding/index.js";
import { connect } from "../../src/index.js";
import type { DemoOptions } from "./args.js";
import { chooseQuestions } from "./questions.js";
import { checkReportFile, printReport, writeReport } from "./report.js";
import { type DemoServer, openServer } from "./server/open-server.js";
import { askQuestions } from "./steps/ask-questions.js";
import { embedCorpus } from "./steps/embed-corpus.js";
import { measureBytesPerVector } from "./steps/measure-memory.js";
import { measureSearch, type StoredVectors } from "./steps/measure-search.js";
import { type PreparedCorpus, prepareCorpus } from "./steps/prepare-corpus.js";
import { showFilter, showUpdateAndDelete } from "./steps/show-changes.js";
import { openPassages, storePassages } from "./steps/store-passages.js";

/** The demo: embeds texts, stores them in Redis, asks questions and measures. */
export async function runDemo(options: DemoOptions, signal: AbortSignal): Promise<void> {
  // Check this first, because embedding takes more than a minute if nothing is cached.
  if (options.json !== undefined) checkReportFile(options.json);
  const corpus = prepareCorpus(options);
  console.log("Looking for a Redis 8 (the first time this may download one) …");
  await using server = await openServer(options.keep, signal);
  console.log(`Redis ${server.version} from ${server.source}: ${server.origin}`);
  await runOnServer(server, corpus, options, signal);
}

async function runOnServer(
  server: DemoServer,
  corpus: PreparedCorpus,
  options: DemoOptions,
  signal: AbortSignal,
): Promise<void> {
  const vectors = await embedCorpus(corpus, signal);
  const stored: StoredVectors = { ids: corpus.stored.map(({ id }) => id), vectors: vectors.stored };
  const embedder = createEnergeticEmbedder();

  await using client = await connect({ url: server.url });
  const repository = openPassages(client, embedder.dimension);
  try {
    const ingestPerSecond = await storePassages(repository, corpus.stored, stored.vectors, signal);
    const questions = chooseQuestions(options.queries, corpus.stored, options.path === undefined);
    const answers = await askQuestions(repository, embedder, questions, signal);

    const queries = [...vectors.heldOut, ...answers.map(({ vector }) => vector)];
    const search = await measureSearch(repository, stored, queries, signal);
    const figures = {
      redisVersion: server.version,
      redisSource: server.source,
      vectors: await repository.count(),
      dimension: embedder.dimension,
      ingestPerSecond,
      ...search,
      bytesPerVectorQ8: await measureBytesPerVector(client, stored, "q8", signal),
      bytesPerVectorFloat32: await measureBytesPerVector(client, stored, "none", signal),
    };

    for (const answer of answers.slice(0, 1)) {
      await showFilter(repository, answer);
      await showUpdateAndDelete(repository, embedder, answer);
    }
    printReport(figures, server.origin);
    if (options.json !== undefined) writeReport(options.json, figures, answers);
    if (options.keep) printKept(server, repository.key);
  } finally {
    if (!options.keep) await repository.drop();
  }
}

function printKept({ url, keeperPid }: DemoServer, key: string): void {
  const shown = withoutPassword(url);
  console.log(`\nThe server keeps running: ${shown}`);
  console.log(`  redis-cli -u ${shown} VINFO '${key}'`);
  if (keeperPid !== undefined) console.log(`  kill ${keeperPid}     stops it`);
}

/** Removes the password that an address from REDIS_URL may contain, because others may read the log. */
function withoutPassword(address: string): string {
  const url = new URL(address);
  if (url.password === "") return address;
  url.password = "***";
  return url.href;
}
