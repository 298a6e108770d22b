// #region readme
import { connect, isOctavecError, type VectorRepository } from "octavec";
import { createTestEmbedder, type Embedder, embedOne } from "octavec/embedding";

class Help {
  constructor(
    private readonly articles: VectorRepository,
    private readonly embedder: Embedder,
  ) {}

  async find(question: string, signal?: AbortSignal) {
    const vector = await embedOne(this.embedder, question, { signal });
    try {
      return await this.articles.search({ vector, limit: 5, timeoutMs: 200, signal });
    } catch (error) {
      if (isOctavecError(error) && error.retryable) return []; // the page can do without
      throw error;
    }
  }
}

const client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379", maxConnections: 20 });
const articles = client.repository({ namespace: "help", collection: "articles", dimension: 64 });
const help = new Help(articles, createTestEmbedder({ dimension: 64 }));
console.log(await help.find("How do I reset my password?"), (await client.health()).status);
// [] up
await client.close(); // waits for what is under way, at most closeTimeoutMs
// #endregion
