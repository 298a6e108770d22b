import { FakeEmbeddings, SyntheticEmbeddings } from "@langchain/core/utils/testing";
import { expect, it } from "vitest";
import { createLangChainEmbedder, embedOne } from "../../../src/embedding/index.js";

const model = "synthetic";

it("Embeddings of LangChain give the vectors of an embedder, in the order of the texts", async () => {
  const embeddings = new SyntheticEmbeddings({ vectorSize: 8 });
  const embedder = createLangChainEmbedder({ embeddings, model, dimension: 8 });
  const texts = ["how do I pay", "where is my parcel"];
  const expected = await embeddings.embedDocuments(texts);
  expect(await embedder.embed(texts)).toEqual(expected.map((vector) => Float32Array.from(vector)));
  expect(await embedOne(embedder, "how do I pay")).toEqual(Float32Array.from(expected[0] ?? []));
  expect(await embedder.embed([])).toEqual([]);
  expect(embedder).toMatchObject({ model, dimension: 8 });
});

it("other vectors than promised are refused with what was expected", async () => {
  const short = createLangChainEmbedder({ embeddings: new FakeEmbeddings(), model, dimension: 8 });
  await expect(short.embed(["a text"])).rejects.toMatchObject({
    code: "EMBEDDING_FAILED",
    message: expect.stringContaining("4 components; expected 8"),
  });
  const fewer = createLangChainEmbedder({
    embeddings: { embedDocuments: async () => [] },
    model,
    dimension: 8,
  });
  await expect(fewer.embed(["a text"])).rejects.toMatchObject({
    code: "EMBEDDING_FAILED",
    message: "The Embeddings of LangChain gave 0 vectors for 1 texts.",
  });
});

it("an aborted signal ends the wait at once, although LangChain goes on", async () => {
  const embeddings = { embedDocuments: () => new Promise<number[][]>(() => {}) };
  const embedder = createLangChainEmbedder({ embeddings, model, dimension: 8 });
  const controller = new AbortController();
  const embedding = embedder.embed(["a text"], { signal: controller.signal });
  controller.abort(new Error("gone"));
  await expect(embedding).rejects.toThrow("gone");
});

it("what is no Embeddings of LangChain is refused when the embedder is made", () => {
  const options = { embeddings: {} as never, model, dimension: 8 };
  expect(() => createLangChainEmbedder(options)).toThrow(/embeddings: expected Embeddings of LangChain/);
});
