// #region readme
import { connect, f } from "octavec";
import { createEnergeticEmbedder, embedOne } from "octavec/embedding";

const client = await connect({ url: "redis://localhost:6379" });
const embedder = createEnergeticEmbedder(); // 512 dimensions
const notes = client.repository({ namespace: "demo", collection: "notes", dimension: embedder.dimension });

const texts = [
  "The invoice is due in thirty days.",
  "Our office is closed on public holidays.",
  "Please pay by bank transfer.",
];
const vectors = await embedder.embed(texts);
await notes.upsertMany(
  vectors.map((vector, index) => ({
    id: String(index),
    vector,
    attributes: { text: texts[index], year: 2024 + index },
  })),
);

const vector = await embedOne(embedder, "How long do I have to pay the invoice?");
const hits = await notes.search({ vector, limit: 2, filter: f.gte("year", 2024) });
await client.close();
const lines = hits.map(({ similarity, attributes }) => `${similarity.toFixed(1)} ${attributes?.text}`);
console.log(lines.join("\n"));
// 0.6 The invoice is due in thirty days.
// 0.4 Please pay by bank transfer.
// #endregion
await using again = await connect({ url: "redis://localhost:6379" });
await again.repository({ namespace: "demo", collection: "notes", dimension: embedder.dimension }).drop();
