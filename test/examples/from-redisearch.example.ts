import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "octavec";
import {
  backfill,
  exportToJsonl,
  planMigration,
  RediSearchSource,
  translateRediSearchQuery,
} from "octavec/migration";

const client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
for (let n = 0; n < 200; n++) {
  const vector = Float32Array.from({ length: 16 }, (_, place) => Math.sin((n + 1) * (place + 1)));
  const fields = [
    "embedding",
    Buffer.from(vector.buffer),
    "lang",
    n % 2 ? "en" : "de",
    "year",
    String(2000 + (n % 25)),
  ];
  await client.sendCommand(["HSET", `article:${n}`, ...fields]);
}
const query = Float32Array.from({ length: 16 }, (_, place) => Math.sin(8 * (place + 1)));
const file = join(tmpdir(), `articles-${process.pid}.jsonl`);

// #region readme
// The source opens its own connection, so the server may also be older than Redis 8.
const source = new RediSearchSource({
  url: process.env.OLD_REDIS_URL ?? "redis://localhost:6379",
  index: "articles",
  id: "suffix", // article:7 → "7"
});
const plan = await planMigration({ source });
console.log(plan.fields.map(({ field, sourceType, kept }) => `${field}: ${sourceType} → ${kept}`));
// [ 'lang: TAG → attribute', 'year: NUMERIC → attribute' ]

const docs = client.repository({
  namespace: "demo",
  collection: "from-redisearch",
  dimension: plan.source.dimension,
});
const { inserted } = await backfill({ source, target: docs, client });

const { filter } = translateRediSearchQuery("@lang:{en} @year:[2005 2009]", { lists: plan.lists });
const [hit] = await docs.search({ vector: query, limit: 1, filter });
console.log(inserted, hit?.id, hit?.attributes);
// 200 7 { lang: 'en', year: 2007 }

const { written } = await exportToJsonl({ source, path: file }); // createJsonlSource reads it
console.log(written);
// 200
await source.close();
// #endregion
await rm(file);
await docs.drop();
await client.sendCommand(["DEL", "{demo:from-redisearch}:migration:backfill:default"]);
await client.sendCommand(["DEL", ...Array.from({ length: 200 }, (_, n) => `article:${n}`)]);
await client.close();
