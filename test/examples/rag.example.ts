import { readFile } from "node:fs/promises";
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder, EmbeddingCache } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
// A changed document then costs only the embedding of its changed chunks.
const embedder = new EmbeddingCache({ client, embedder: createEnergeticEmbedder(), namespace: "guides" });

// #region readme
import { f } from "octavec";
import { createRag, splitMarkdown } from "octavec/rag";

const place = { namespace: "guides", collection: "chunks" };
const repository = client.repository({ ...place, dimension: embedder.dimension });
const cache = new SemanticCache({ client, embedder, namespace: "guides", tenant: "acme" });
const rag = createRag({
  repository,
  embedder,
  cache,
  retrievalCache: cache, // passages are also found by the meaning of earlier questions
  split: (text) => splitMarkdown(text, { maxCharacters: 400 }), // what the bundled model reads
});

const files = ["src/adapters/README.md", "src/rate-limit/README.md"];
for (const id of files) {
  const text = await readFile(id, "utf8");
  await rag.addDocument({ id, text, version: "2026-11", attributes: { kind: "guide" } });
}

const ask = (question: string) =>
  rag.answer(
    question,
    async ({ chunks }) => ({ response: `From ${chunks.length} passages` }), // here the model is asked
    { k: 3, filter: f.eq("kind", "guide"), scope: { model: "large" } },
  );

const first = await ask("How do I limit the requests of a user?");
console.log(first.hit, first.chunks[0]?.document);
// false src/rate-limit/README.md
const reworded = await ask("How can I limit the requests of a user?");
console.log(reworded.hit, reworded.cached);
// true true

const text = await readFile("src/rate-limit/README.md", "utf8");
await rag.addDocument({
  id: "src/rate-limit/README.md",
  text: `${text}\n\nNew.`,
  version: "2026-12",
  attributes: { kind: "guide" },
});
const changed = await ask("How do I limit the requests of a user?");
console.log(changed.hit, changed.chunks[0]?.version);
// false 2026-12
// #endregion
for (const id of files) await rag.removeDocument(id);
await cache.clearTenant();
await cache.close();
await repository.drop();
