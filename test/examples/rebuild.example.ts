import { connect } from "octavec";

const client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const place = { namespace: "shop", dimension: 16 };
const vectorOf = (n: number) =>
  Float32Array.from({ length: 16 }, (_, component) => Math.sin((n + 1) * (component + 1)));
await client
  .repository({ ...place, collection: "articles" })
  .upsertMany(Array.from({ length: 500 }, (_, n) => ({ id: String(n), vector: vectorOf(n) })));
const vector = vectorOf(7);

// #region readme
import { createCollectionPort, finishMigration, openAlias, rebuild, rollback } from "octavec/migration";

// The same in every process: the present collection and the new one.
const sides = {
  client,
  old: createCollectionPort(client, client.repository({ ...place, collection: "articles" })),
  target: client.repository({ ...place, collection: "articles-2", shards: 3, precision: "int8" }),
};

// 1. Every process reads and writes through the alias.
const articles = openAlias(sides);
await articles.upsert({ id: "7", vector, attributes: { lang: "fr" } });

// 2. One process copies, compares and switches. After a crash, call it again.
const { state, verified, switched } = await rebuild({
  ...sides,
  onProgress: ({ step, read, total }) => process.stderr.write(`${step} ${read} of ${total}\n`),
});
console.log(state, verified?.counts.target, switched?.side);
// done 500 new

// 3. As long as all processes use the alias, you can switch back and forth. No write is lost.
await rollback(sides);
await rebuild(sides);
console.log((await articles.search({ vector, limit: 1 })).map(({ id }) => id));
// [ '7' ]

// 4. Later, when all processes open `articles-2` itself.
await articles.close();
await finishMigration(sides);
// #endregion
await sides.target.drop();
await client.repository({ ...place, collection: "articles" }).drop();
for (const key of ["alias", "clock"]) await client.sendCommand(["DEL", `{shop:articles-2}:migration:${key}`]);
await client.close();
