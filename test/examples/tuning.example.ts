import { connect } from "octavec";
import { createTestEmbedder } from "octavec/embedding";

const embedder = createTestEmbedder({ dimension: 64 });
await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const texts = Array.from(
  { length: 1_000 },
  (_, index) => `question number ${index} about parcel ${index % 37}`,
);
const vectors = await embedder.embed(texts);
const database = new Map(vectors.map((vector, index) => [String(index), vector]));
const records = [...database].map(([id, vector]) => ({ id, vector }));
const vector = vectors[12]!;

const place = { namespace: "demo", dimension: 64 };
const articles = client.repository({ ...place, collection: "tuned-articles" });
const signs = client.repository({ ...place, collection: "tuned-signs", quantization: "bin" });
for (const docs of [articles, signs]) await docs.upsertMany(records);
// #region readme
const goal = {
  targetRecall: 0.95, // of the ten nearest, as many are to be found on average
  limit: 10,
  exactVectors: async (ids: readonly string[]) => ids.map((id) => database.get(id)), // leave it out if you have none
};
const { reached, ef, truth } = await articles.tune(goal);
console.log(reached, truth);
// true vectors
const hits = await articles.search({ vector, limit: 10, ef });
console.log(hits.length);
// 10

const ofSigns = await signs.tune(goal); // a collection that keeps one bit per dimension
console.log(ofSigns.reached, ofSigns.ef, ofSigns.obstacle);
// false undefined precision
console.warn(ofSigns.advice); // what to do instead, in words
// #endregion
for (const docs of [articles, signs]) await docs.drop();
