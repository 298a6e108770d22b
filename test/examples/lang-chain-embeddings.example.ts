import { SyntheticEmbeddings } from "@langchain/core/utils/testing";

// In an application: new OpenAIEmbeddings({ model: "text-embedding-3-small" }), or any other Embeddings.
const embeddings = new SyntheticEmbeddings({ vectorSize: 64 });

// #region readme
import { createLangChainEmbedder } from "octavec/embedding";

const embedder = createLangChainEmbedder({ embeddings, model: "text-embedding-3-small", dimension: 64 });
const [vector] = await embedder.embed(["How do I reset my password?"]);
console.log(embedder.model, vector?.length);
// text-embedding-3-small 64
// #endregion
