import { connect } from "octavec";
import { createTestEmbedder, embedOne } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const vector = await embedOne(createTestEmbedder({ dimension: 8 }), "a jug of water");

// #region readme
import { f } from "octavec";
import { z } from "zod";

const shop = { namespace: "demo", collection: "prices", dimension: 8 };
const before = client.repository({ ...shop, attributes: z.object({ price: z.string() }) });
await before.upsert({ id: "jug", vector, attributes: { price: "19.50" } });

const both = client.repository({
  ...shop,
  attributes: z.object({ price: z.union([z.string(), z.number()]) }),
});
await both.updateWhere(f.exists("price"), (now) => ({ price: Number(now?.price) }));

const after = client.repository({ ...shop, attributes: z.object({ price: z.number() }) });
console.log(await after.adoptSchema(), await after.countWhere(f.lt("price", 20)));
// true 1
// #endregion
await after.drop();
