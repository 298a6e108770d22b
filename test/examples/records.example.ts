import { connect } from "octavec";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await client.repository({ namespace: "demo", collection: "pages", dimension: 4 }).drop();

// #region readme
import { f } from "octavec";

interface Page {
  lang: string;
  views: number;
  old?: boolean;
}
const pages = client.repository<Page & Record<string, unknown>>({
  namespace: "demo",
  collection: "pages",
  dimension: 4,
});
await pages.upsertMany(
  Array.from({ length: 1_000 }, (_, n) => ({
    id: `page ${1_000 + n}`,
    vector: [1, n, 2, 3],
    attributes: { lang: n % 4 === 0 ? "is" : "en", views: n },
  })),
);

// List: the first matches, all of them, or their number.
const icelandic = f.eq("lang", "is");
console.log((await pages.find({ filter: icelandic, limit: 3 })).map(({ id }) => id));
// [ 'page 1000', 'page 1004', 'page 1008' ]
let after: string | undefined;
for await (const { id } of pages.scan({ filter: icelandic })) {
  after = id; // keep it, for example in a file
  if (id === "page 1400") break; // or the process ends, or a signal is aborted
}
let rest = 0;
for await (const _ of pages.scan({ filter: icelandic, after })) rest++;
console.log(after, rest, await pages.countWhere(icelandic));
// page 1400 149 250

// Change one record: fields that the patch does not name stay.
await pages.updateAttributes("page 1000", { old: true });
await pages.updateAttributes("page 1000", (now) => ({ views: (now?.views ?? 0) + 1 }));
await pages.updateVector("page 1000", [4, 3, 2, 1]);
console.log((await pages.get("page 1000"))?.attributes);
// { lang: 'is', views: 1, old: true }

// Change many.
console.log(await pages.updateWhere(f.lt("views", 500), { old: true }));
// { matched: 500, updated: 499 }
console.log(await pages.updateWhere(f.missing("old"), (now) => ({ views: (now?.views ?? 0) * 2 })));
// { matched: 500, updated: 500 }
console.log(await pages.deleteWhere(f.eq("old", true)), await pages.count());
// { matched: 500, deleted: 500 } 500
// #endregion
await pages.drop();
