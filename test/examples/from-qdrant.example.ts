import { connect } from "octavec";
import {
  backfill,
  createCollectionSource,
  exportToQdrant,
  formatPlan,
  type MigrationRecord,
  planMigration,
  QdrantSource,
  translateQdrantFilter,
  verifyMigration,
} from "octavec/migration";

const url = process.env.QDRANT_URL ?? "http://localhost:6333";
async function* articles(): AsyncGenerator<MigrationRecord> {
  for (let n = 0; n < 200; n++) {
    const vector = Float32Array.from({ length: 16 }, (_, place) => Math.sin((n + 1) * (place + 1)));
    yield { id: String(n), vector, attributes: { lang: n % 2 ? "en" : "de", year: 2000 + (n % 25) } };
  }
}
await exportToQdrant(articles(), { url, collection: "articles" });
const client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });

// #region readme
const source = new QdrantSource({ url, apiKey: process.env.QDRANT_API_KEY, collection: "articles" });
const plan = await planMigration({ source, measureOn: client });
console.log(formatPlan(plan).split("\n")[1]);
// Records    200, 16 dimensions, ranked by cosine

const docs = client.repository({
  namespace: "demo",
  collection: "from-qdrant",
  dimension: plan.source.dimension,
});
await backfill({ source, target: docs, client });

// Translate the filters of your searches. Parts without an equivalent are left out and reported.
const german = {
  must: [
    { key: "lang", match: { value: "de" } },
    { key: "year", range: { gte: 2010 } },
  ],
};
const { filter, untranslated } = translateQdrantFilter(german, { lists: plan.lists });
const filters =
  filter && untranslated.length === 0 ? [{ name: "german", source: german, target: filter }] : [];
const { pass, filters: compared } = await verifyMigration({
  source,
  target: docs,
  client,
  filters,
  queries: 20,
});
console.log(pass, compared.length);
// true 1

// Export the records of any source to a collection of Qdrant, which is created if it does not exist.
async function* records() {
  for await (const page of createCollectionSource(client, docs).pages({ pageSize: 500 })) yield* page.records;
}
const { exported } = await exportToQdrant(records(), { url, collection: "articles-again" });
console.log(exported);
// 200
// #endregion
await docs.drop();
await client.sendCommand(["DEL", "{demo:from-qdrant}:migration:backfill:default"]);
await client.close();
