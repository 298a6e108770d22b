import { connect } from "octavec";
import { createTestEmbedder, embedOne } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const vector = await embedOne(createTestEmbedder({ dimension: 8 }), "a jug of water");

// #region readme
import { f } from "octavec";
import { z } from "zod";

const products = client.repository({
  namespace: "shop:acme", // tenants are part of the namespace, never a filter
  collection: "products",
  dimension: 8,
  attributes: z.object({ lang: z.string(), price: z.number(), sold: z.boolean().default(false) }),
});
await products.upsert({ id: "jug", vector, attributes: { lang: "en", price: 19.5, sold: false } });

const filter = f.and(f.eq("lang", "en"), f.between("price", 10, 20), f.eq("sold", false));
const [hit] = await products.search({ vector, filter });
console.log(hit?.id, hit?.attributes?.price);
// jug 19.5
await products.setAttributes("jug", { lang: "en", price: 18, sold: true }); // replaces all attributes
console.log(await products.search({ vector, filter }), await products.delete("jug"));
// [] 1
// #endregion
await products.drop();
