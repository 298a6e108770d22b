import { connect } from "octavec";
import { createTestEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const embedder = createTestEmbedder({ dimension: 64 });
const chunks = [
  { text: "Use the link in the mail to reset your password.", source: "account.md", page: { number: 3 } },
  { text: "An invoice is due in thirty days.", source: "billing.md", page: { number: 1 } },
  { text: "A refund of an invoice takes five days.", source: "billing.md", page: { number: 2 } },
];
// In an application: embedMany() of the AI SDK, as in Mastra's guides.
const embed = async (texts: string[]) => (await embedder.embed(texts)).map((vector) => Array.from(vector));
const vectors = await embed(chunks.map(({ text }) => text));
const [queryVector = []] = await embed(["When is an invoice due?"]);

// #region readme
import { OctavecVector } from "octavec/mastra";

const store = new OctavecVector({ id: "octavec", client, namespace: "shop" });
await store.createIndex({ indexName: "manuals", dimension: 64 });
await store.upsert({ indexName: "manuals", vectors, metadata: chunks });

const [best] = await store.query({ indexName: "manuals", queryVector, topK: 1 });
console.log(best?.metadata?.text);
// An invoice is due in thirty days.

const filter = { source: "billing.md", "page.number": { $gt: 1 } };
const later = await store.query({ indexName: "manuals", queryVector, filter });
console.log(later.map(({ metadata }) => metadata?.text));
// [ 'A refund of an invoice takes five days.' ]

await store.deleteVectors({ indexName: "manuals", filter: { source: "billing.md" } });
console.log(await store.describeIndex({ indexName: "manuals" }));
// { dimension: 64, count: 1, metric: 'cosine' }
// #endregion
await store.deleteIndex({ indexName: "manuals" });
