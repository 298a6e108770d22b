import { connect } from "octavec";
import { startRedis8 } from "octavec/testing";

await using server = await startRedis8();
await using client = await connect({ url: server.url });
const place = { namespace: "shop", dimension: 2, quantization: "none" } as const;
const before = client.repository({ ...place, collection: "articles" });
await before.upsertMany([0, 1, 2, 3].map((n) => ({ id: String(n), vector: [1, n], attributes: { n } })));

// #region readme
const after = client.repository({ ...place, collection: "articles-6", shards: 6 });
await after.upsertMany(before.scan({ includeVectors: true }));
console.log((await before.count()) === (await after.count()));
// true
// #endregion
