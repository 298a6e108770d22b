import { startRedisSentinel8 } from "octavec/testing";

await using servers = await startRedisSentinel8();
const addresses = servers.sentinels.map(({ host, port }) => `${host}:${port}`);

// #region readme
import { connect } from "octavec";

await using client = await connect({
  sentinel: { name: "octavec", nodes: addresses }, // ["10.0.0.1:26379", "10.0.0.2:26379", …]
  readFrom: "preferReplica",
});
const docs = client.repository({ namespace: "shop", collection: "articles", dimension: 2 });
await docs.upsert({ id: "a", vector: [1, 0] });
console.log((await client.health()).status, await docs.has("nobody"));
// up false
// #endregion
