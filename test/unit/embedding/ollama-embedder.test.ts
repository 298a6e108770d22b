import { expect, it } from "vitest";
import { createOllamaEmbedder } from "../../../src/embedding/index.js";
import { startOllama } from "./ollama-server.js";

const options = { model: "tiny", dimension: 4 };

it("texts go to Ollama in batches, and come back as vectors in their order", async () => {
  const { host, requests } = await startOllama();
  const embedder = createOllamaEmbedder({ ...options, host, batchSize: 2 });
  const vectors = await embedder.embed(["abcd", "bcde", "cdef"]);
  expect(vectors.map(([first]) => first)).toEqual([97 / 128, 98 / 128, 99 / 128]);
  expect(requests).toEqual([
    { model: "tiny", input: ["abcd", "bcde"], truncate: true },
    { model: "tiny", input: ["cdef"], truncate: true },
  ]);
  expect(embedder.model).toBe("ollama:tiny");
});

it("truncation, keep-alive and shortened vectors are asked for as the options say", async () => {
  const { host, requests } = await startOllama({ dimension: 8 });
  const more = { truncate: false, keepAlive: "10m", requestDimensions: true };
  const embedder = createOllamaEmbedder({ ...options, host, ...more });
  expect(await embedder.embed(["abcd"])).toHaveLength(1);
  expect(requests).toEqual([
    { model: "tiny", input: ["abcd"], truncate: false, keep_alive: "10m", dimensions: 4 },
  ]);
  expect(embedder.model).toBe("ollama:tiny:4");
  await expect(embedder.embed(["x".repeat(41)])).rejects.toMatchObject({
    code: "EMBEDDING_FAILED",
    retryable: false,
    details: { status: 400 },
    message: expect.stringContaining("the input length exceeds the context length"),
  });
});

it("a model that is not there says how to fetch it", async () => {
  const { host } = await startOllama();
  const embedder = createOllamaEmbedder({ ...options, model: "nomic-embed-text", host });
  await expect(embedder.embed(["a text"])).rejects.toMatchObject({
    code: "EMBEDDING_FAILED",
    details: { status: 404 },
    message:
      'The Ollama server does not have the model nomic-embed-text; "ollama pull nomic-embed-text" fetches it.',
  });
});

it("a server that is not there says how to start it", async () => {
  const { host, close } = await startOllama();
  await close();
  const embedder = createOllamaEmbedder({ ...options, host });
  await expect(embedder.embed(["a text"])).rejects.toMatchObject({
    code: "EMBEDDING_FAILED",
    retryable: true,
    message: `The Ollama server could not be reached at ${host}; "ollama serve" starts it.`,
  });
});

it("a server that never answers is left after timeoutMs, and at once by an aborted signal", async () => {
  const { host, requests } = await startOllama({ hangs: true });
  const patient = createOllamaEmbedder({ ...options, host });
  const controller = new AbortController();
  const embedding = patient.embed(["a text"], { signal: controller.signal });
  await expect.poll(() => requests.length).toBe(1);
  controller.abort(new Error("gone"));
  await expect(embedding).rejects.toThrow("gone");
  const impatient = createOllamaEmbedder({ ...options, host, timeoutMs: 20 });
  await expect(impatient.embed(["a text"])).rejects.toMatchObject({
    code: "EMBEDDING_FAILED",
    message: "The Ollama server gave no answer within 20 ms.",
  });
});

it("vectors of another length are refused", async () => {
  const { host } = await startOllama({ dimension: 3 });
  await expect(createOllamaEmbedder({ ...options, host }).embed(["a text"])).rejects.toMatchObject({
    code: "EMBEDDING_FAILED",
    message: expect.stringContaining("3 components; expected 4"),
  });
});
