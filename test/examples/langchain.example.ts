import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createTestEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
// In an application: createEnergeticEmbedder(), or any other embedder.
const embedder = createTestEmbedder({ dimension: 128 });
await using cache = new SemanticCache({ client, embedder, namespace: "langchain", tenant: "acme" });
await client.repository({ namespace: "langchain", collection: "docs", dimension: 128 }).clear();

// #region readme
import { Document } from "@langchain/core/documents";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { f } from "octavec";
import { OctavecCache, OctavecEmbeddings, OctavecVectorStore } from "octavec/langchain";

// In an application: new ChatOpenAI({ cache, … }), or any other model.
const model = new FakeListChatModel({
  responses: ["Use the link in the mail.", "I was asked again."],
  cache: new OctavecCache({ cache }),
});
console.log((await model.invoke("How do I reset my password?")).text);
// Use the link in the mail.
console.log((await model.invoke("how do I reset my password")).text);
// Use the link in the mail.

const store = await OctavecVectorStore.fromDocuments(
  [
    new Document({ pageContent: "Parcels arrive within three days.", metadata: { topic: "shipping" } }),
    new Document({ pageContent: "Parcels can be returned for free.", metadata: { topic: "returns" } }),
  ],
  new OctavecEmbeddings({ embedder }),
  { repository: client.repository({ namespace: "langchain", collection: "docs", dimension: 128 }) },
);
const retriever = store.asRetriever({ k: 1, filter: f.eq("topic", "returns") });
console.log((await retriever.invoke("When do parcels arrive?"))[0]?.pageContent);
// Parcels can be returned for free.
const different = store.asRetriever({ searchType: "mmr", k: 2, searchKwargs: { lambda: 0.3 } });
console.log((await different.invoke("When do parcels arrive?")).length);
// 2
// #endregion
await cache.clearTenant();
await client.repository({ namespace: "langchain", collection: "docs", dimension: 128 }).drop();
