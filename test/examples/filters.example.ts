import { connect } from "octavec";
import { createTestEmbedder, embedOne } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const vector = await embedOne(createTestEmbedder({ dimension: 8 }), "a jug of water");

// #region readme
import { filterFor, matches } from "octavec";
import { z } from "zod";

const article = z.object({
  lang: z.enum(["en", "de"]),
  year: z.number(),
  tags: z.array(z.string()).optional(),
});
const articles = client.repository({
  namespace: "demo",
  collection: "filters",
  dimension: 8,
  attributes: article,
});
await articles.upsertMany([
  { id: "old", vector, attributes: { lang: "en", year: 1999, tags: ["history"] } },
  { id: "new", vector, attributes: { lang: "de", year: 2024, tags: ["news", "sport"] } },
  { id: "plain", vector, attributes: { lang: "en", year: 2024 } },
]);

const where = filterFor<z.infer<typeof article>>();
const recent = where.and(where.gte("year", 2020), where.or(where.eq("lang", "de"), where.missing("tags")));
const { hits, complete } = await articles.searchPage({ vector, filter: recent });
console.log(hits.map(({ id }) => id).sort(), complete);
// [ 'new', 'plain' ] true
console.log((await articles.search({ vector, filter: where.contains("tags", "sport") })).length);
// 1
console.log(matches(recent, { lang: "en", year: 2024 }), matches(where.not(recent), {}));
// true true
// #endregion
await articles.drop();
