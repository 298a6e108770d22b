import { startRedisCluster8 } from "octavec/testing";

await using servers = await startRedisCluster8();
const { url } = servers.nodes[0]!;

// #region readme
import { connect } from "octavec";

await using client = await connect({ url, cluster: true });
for (const tenant of ["acme", "bolt", "corp"]) {
  const docs = client.repository({ namespace: `shop:${tenant}`, collection: "articles", dimension: 2 });
  await docs.upsert({ id: "a", vector: [1, 0] }); // each tenant's collection is on the node of its slot
}
const { status, nodes } = await client.health();
console.log(status, nodes.map(({ role }) => role).join(", "));
// up master, master, master
// #endregion
