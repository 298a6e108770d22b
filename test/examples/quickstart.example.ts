// #region readme
import { connect, f } from "octavec";
import { createEnergeticEmbedder } from "octavec/embedding";

const embedder = createEnergeticEmbedder(); // 512 dimensions, weights from a package, no network
await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const notes = client.repository({ namespace: "demo", collection: "notes", dimension: embedder.dimension });

const texts = [
  "The invoice is due in thirty days.",
  "Our office is closed on public holidays.",
  "Please pay by bank transfer.",
];
const vectors = await embedder.embed(texts);
await notes.upsertMany(
  texts.map((text, index) => ({
    id: String(index),
    vector: vectors[index]!,
    attributes: { text, year: 2024 + index },
  })),
);

const [vector] = await embedder.embed(["How long do I have to pay the invoice?"]);
const hits = await notes.search({ vector: vector!, limit: 2, filter: f.gte("year", 2024) });
for (const { similarity, attributes } of hits) console.log(similarity.toFixed(1), attributes?.text);
// 0.6 The invoice is due in thirty days.
// 0.4 Please pay by bank transfer.
// #endregion
await notes.drop();
