import { connect } from "octavec";
import { createTestEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const embedder = createTestEmbedder({ dimension: 64 });
for (const tenant of ["acme", "zeta"])
  await client.repository({ namespace: `chat:${tenant}`, collection: "notes", dimension: 64 }).drop();

// #region readme
import { f, type VectorRepository } from "octavec";
import { embedOne } from "octavec/embedding";

type Note = { text: string; user: string; createdAt: number };
const DAY_MS = 86_400_000;

/** The notes of one tenant: a collection of its own, so no query can reach another tenant. */
const notesOf = (tenant: string): VectorRepository<Note> =>
  client.repository<Note>({
    namespace: `chat:${tenant}`,
    collection: "notes",
    dimension: embedder.dimension,
    ttlMs: 30 * DAY_MS, // of records that say nothing else
  });

async function remember(tenant: string, id: string, note: Omit<Note, "createdAt">, ttlMs?: number | null) {
  const vector = await embedOne(embedder, note.text);
  await notesOf(tenant).upsert({ id, vector, attributes: { ...note, createdAt: Date.now() }, ttlMs });
}
await remember("acme", "n1", { user: "ann", text: "the invoice is due in thirty days" });
await remember("acme", "n2", { user: "ann", text: "the office is closed on sundays" }, DAY_MS);
await remember("acme", "n3", { user: "bob", text: "the invoice was paid" }, null); // never expires
await remember("zeta", "n1", { user: "eve", text: "the invoice is lost" });

// The k nearest of a user.
const acme = notesOf("acme");
const vector = await embedOne(embedder, "when is the invoice due");
const hits = await acme.search({ vector, limit: 2, filter: f.eq("user", "ann") });
console.log(hits.map(({ id, attributes }) => `${id}: ${attributes?.text}`).join("\n"));
// n1: the invoice is due in thirty days
// n2: the office is closed on sundays

// What was used lives longer.
await acme.touch(
  hits.map(({ id }) => id),
  { ttlMs: 60 * DAY_MS },
);
const left = ((await acme.get("n1"))?.expiresAtMs ?? 0) - Date.now();
console.log(Math.round(left / DAY_MS), (await acme.get("n3"))?.expiresAtMs);
// 60 undefined

// List, count and clear a tenant.
for await (const { id, attributes } of acme.scan()) console.log(id, attributes?.user);
// n1 ann
// n2 ann
// n3 bob
console.log(await acme.count(), await acme.countWhere(f.eq("user", "ann")), await notesOf("zeta").count());
// 3 2 1
console.log(await acme.clear(), await acme.count(), await notesOf("zeta").count());
// 3 0 1
// #endregion
for (const tenant of ["acme", "zeta"]) await notesOf(tenant).drop();
