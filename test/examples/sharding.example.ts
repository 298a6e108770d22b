import { startRedisCluster8 } from "octavec/testing";

await using servers = await startRedisCluster8();
const { url } = servers.nodes[0]!;

// #region readme
import { connect } from "octavec";

await using client = await connect({ url, cluster: true });
const articles = client.repository({ namespace: "shop", collection: "articles", dimension: 2, shards: 3 });
await articles.upsertMany(
  Array.from({ length: 300 }, (_, n) => ({ id: String(n), vector: [Math.cos(n / 300), Math.sin(n / 300)] })),
);
const {
  hits,
  complete,
  missingShards = [],
} = await articles.searchPage({
  vector: [1, 0],
  limit: 2,
  exhaustive: true,
  timeoutMs: 500, // of each shard
});
console.log(hits.map(({ id }) => id).join(" "), complete, missingShards.length);
// 0 1 true 0
const { count, shards = [] } = await articles.info();
const isEven = shards.every((shard) => shard.count > 80);
console.log(count, isEven);
// 300 true
// #endregion
