import { connect } from "octavec";
import { createTestEmbedder } from "octavec/embedding";

const embedder = createTestEmbedder({ dimension: 64 });
await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const texts = Array.from({ length: 400 }, (_, index) => `question number ${index}`);
const vectors = await embedder.embed(texts);
const records = vectors.map((vector, index) => ({ id: String(index), vector }));
const vector = vectors[7]!;

// #region readme
const answers = client.repository({
  namespace: "demo",
  collection: "answers",
  dimension: 64,
  precision: "residual", // or "float32"; fixed at creation, later the default for this collection
  rotation: "auto", // decided by the first batch, then fixed
  onPrecisionEvent: (event) => {
    if (event.kind === "uncertified" || event.kind === "drift") console.warn(event);
  },
});
await answers.upsertMany(records); // each record with its code in one step

const [best] = await answers.search({ vector, minSimilarity: 0.999, limit: 1 }); // rescored: two round trips
console.log(best?.id, best?.similarity.toFixed(4));
// 7 1.0000
const [quick] = await answers.search({ vector, limit: 1, precision: "native" }); // the server's int8: one round trip
console.log(quick?.id);
// 7

const { version } = await answers.recalibrate({ sampleSize: 400 }); // written vectors are now checked for drift
const report = await answers.precisionReport();
console.log(version, report.codeCount, report.counts.uncertified, report.recommendations);
// 1 400 0 []
// #endregion
await answers.drop();
