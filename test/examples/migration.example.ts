import { connect } from "octavec";
import {
  backfill,
  createHashSource,
  cutover,
  finishMigration,
  type LivePort,
  openAlias,
  ShadowReader,
  verifyMigration,
} from "octavec/migration";

const client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const vectorOf = (n: number) =>
  Float32Array.from({ length: 16 }, (_, place) => Math.sin((n + 1) * (place + 1)));
const blobOf = (vector: Float32Array) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
for (let n = 0; n < 200; n++) {
  await client.sendCommand([
    "HSET",
    `old-doc:${n}`,
    "vector",
    blobOf(vectorOf(n)),
    "lang",
    n % 2 ? "en" : "de",
  ]);
}
const vector = vectorOf(7);

// #region readme
const source = createHashSource(client, { prefix: "old-doc:" });
const docs = client.repository({ namespace: "demo", collection: "moved", dimension: 16 });

// 1. All processes write through the alias, which writes the old side first, then the new one.
const old: LivePort = {
  upsert: async (records) => {
    for (const { id, vector, attributes } of records) {
      await client.sendCommand([
        "HSET",
        `old-doc:${id}`,
        "vector",
        blobOf(vector),
        "lang",
        String(attributes?.lang),
      ]);
    }
  },
  delete: async (ids) => void (await client.sendCommand(["DEL", ...ids.map((id) => `old-doc:${id}`)])),
  fetch: (ids) => source.fetch(ids),
};
const live = openAlias({ client, target: docs, old });
await live.upsert({ id: "7", vector, attributes: { lang: "fr" } });
await live.delete("8");

// 2. Copy the other records. If this is killed or stopped, the same call continues from its checkpoint.
const copied = await backfill({ source, target: docs, client });
console.log(copied.state, copied.read, copied.gaveWay);
// done 199 1

// 3. Compare the records and the hits of sampled queries. Also compare answers to live queries.
const verified = await verifyMigration({ source, target: docs, client, queries: 20 });
console.log(verified.pass, verified.counts.target);
// true 199
const search = () => docs.search({ vector, limit: 5 });
const reader = new ShadowReader({ live: search, shadow: search, sampleShare: 0.1 }); // your old search, the new one
await reader.search(undefined);

// 4. Switch. Writes wait for a moment, reads do not. rollback() switches back and loses no write.
const { side } = await cutover({ client, target: docs, old });
await live.upsert({ id: "8", vector, attributes: { lang: "it" } }); // the new side first, then the old one
console.log(side, (await live.search({ vector, limit: 2 })).map(({ id }) => id).sort());
// new [ '7', '8' ]
await live.close();
await finishMigration({ client, target: docs });
// #endregion
await docs.drop();
await client.sendCommand(["DEL", "{demo:moved}:migration:alias", "{demo:moved}:migration:clock"]);
await client.sendCommand(["DEL", ...Array.from({ length: 200 }, (_, n) => `old-doc:${n}`)]);
await client.close();
