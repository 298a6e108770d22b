import { connect } from "octavec";
import { createTestEmbedder } from "octavec/embedding";

const embedder = createTestEmbedder({ dimension: 64 });
await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const docs = client.repository({ namespace: "demo", collection: "batches", dimension: 64 });

// #region readme
import { UpsertManyError } from "octavec";
import { embedOne } from "octavec/embedding";

async function* records() {
  for (let id = 0; id < 2_000; id++) {
    const vector = await embedOne(embedder, `record ${id}`);
    yield { id: String(id), vector, attributes: { even: id % 2 === 0 } };
  }
}

try {
  const report = await docs.upsertMany(records(), {
    batchSize: 500, // largest number of records in one pipeline; maxBatchBytes limits it too
    concurrency: 4, // batches written at a time; the source is read no further ahead
    onInvalid: "report", // leave invalid records out and list them
    signal: AbortSignal.timeout(60_000),
    onProgress: ({ acknowledged }) => process.stderr.write(`\r${acknowledged} stored`),
  });
  console.log(report.acknowledged, report.failures.length);
  // 2000 0
} catch (error) {
  if (!(error instanceof UpsertManyError)) throw error;
  // For example a lost server. Every record read is acknowledged or listed, and the call may be repeated.
  console.error(error.code, error.report.acknowledged, error.report.failures.length);
}
// #endregion
await docs.drop();
