import { BaseEmbedding } from "@llamaindex/core/embeddings";
import { connect } from "octavec";
import { createTestEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const embedder = createTestEmbedder({ dimension: 64 });
class TestEmbedding extends BaseEmbedding {
  constructor() {
    super();
    this.embedBatchSize = 32;
  }

  override async getTextEmbedding(text: string): Promise<number[]> {
    const [vector = []] = await embedder.embed([text]);
    return Array.from(vector);
  }
}

// #region readme
import { Document, Settings, VectorStoreIndex } from "llamaindex";
import { OctavecVectorStore } from "octavec/llamaindex";

Settings.embedModel = new TestEmbedding(); // in an application: the model of any provider
const repository = client.repository({ namespace: "shop", collection: "manuals", dimension: 64 });
const vectorStore = new OctavecVectorStore({ repository });

const documents = [
  new Document({ text: "Use the link in the mail to reset your password.", metadata: { topic: "account" } }),
  new Document({ text: "An invoice is due in thirty days.", metadata: { topic: "billing" } }),
];
await VectorStoreIndex.fromDocuments(documents, { vectorStores: { TEXT: vectorStore } });

// Later, or in another process: the collection is all that is needed.
const index = await VectorStoreIndex.fromVectorStore(vectorStore);
const filters = { filters: [{ key: "topic", operator: "==" as const, value: "billing" }] };
const retriever = index.asRetriever({ similarityTopK: 1, filters });
const [best] = await retriever.retrieve("When must I pay?");
console.log(best?.node.metadata, await repository.count());
// { topic: 'billing' } 2
// #endregion
await repository.drop();
