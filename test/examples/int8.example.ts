import { connect } from "octavec";
import { createTestEmbedder } from "octavec/embedding";

const embedder = createTestEmbedder({ dimension: 256 });
await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const texts = Array.from({ length: 2_000 }, (_, index) => `question number ${index}`);
const vectors = await embedder.embed(texts);
const records = vectors.map((vector, index) => ({ id: String(index), vector }));
const vector = vectors[7]!;

// #region readme
const archive = client.repository({
  namespace: "demo",
  collection: "archive",
  dimension: 256,
  quantization: "bin", // one bit per dimension in the graph
  precision: "int8", // and one byte beside it
  calibrationSample: 1_000, // vectors to learn from; codes are float32 until there are so many
  onPrecisionEvent: (event) => {
    if (event.kind === "calibration-failed" || event.kind === "collection-fallback") console.warn(event);
  },
});
await archive.upsertMany(records); // the calibration and the codes follow in the background

// 24 candidates by signs, ordered by their codes: before, while and after those are rewritten.
const [nearest] = await archive.search({ vector, limit: 1 });
console.log(nearest?.id, nearest?.similarity.toFixed(2));
// 7 1.00
const { precision, codeCount, recommendations } = await archive.precisionReport();
console.log(precision, codeCount, recommendations);
// int8 2000 []
// #endregion
await archive.drop();
