import { BaseEmbedding } from "@llamaindex/core/embeddings";
import { NodeRelationship, TextNode } from "@llamaindex/core/schema";
import { OctavecVectorStore } from "../../../../src/adapters/llamaindex/index.js";
import { createTestEmbedder } from "../../../../src/embedding/index.js";
import type { RepositoryOptions } from "../../../../src/index.js";
import { openCollection } from "../../../helpers/collection.js";

const DIMENSION = 64;
const embedder = createTestEmbedder({ dimension: DIMENSION });

/** The embedder for tests as a model of LlamaIndex. The same words have the same vector in every run. */
class TestEmbedding extends BaseEmbedding {
  constructor() {
    super();
    this.getTextEmbeddings = async (texts) => {
      const vectors = await embedder.embed(texts);
      return vectors.map((vector) => Array.from(vector));
    };
  }

  override async getTextEmbedding(text: string): Promise<number[]> {
    return (await this.getTextEmbeddings([text]))[0]!;
  }
}

export const embedModel = new TestEmbedding();

/** A store with a collection of its own, which is dropped when the test ends. */
export async function openStore(url: string, options: Partial<RepositoryOptions> = {}) {
  const { docs: repository, client, place } = await openCollection(url, { dimension: DIMENSION, ...options });
  const again = () =>
    new OctavecVectorStore({
      repository: client.repository({ ...place, ...options, dimension: DIMENSION }),
      embedModel,
    });
  return { repository, store: new OctavecVectorStore({ repository, embedModel }), again };
}

/** A node with its vector that was made from a document. */
export async function nodeOf(
  id: string,
  text: string,
  metadata: Record<string, unknown> = {},
  documentId = "doc",
) {
  const node = new TextNode({ id_: id, text, metadata });
  node.relationships = { [NodeRelationship.SOURCE]: { nodeId: documentId, metadata: {} } };
  node.embedding = await embedModel.getTextEmbedding(text);
  return node;
}
