import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { type RetryTiming, systemTiming } from "../../../src/async/index.js";
import { createOpenAiEmbedder } from "../../../src/embedding/openai-embedder.js";
import { isOctavecError, type OctavecError } from "../../../src/errors/index.js";
import type { OpenAiEmbedderOptions } from "../../../src/options/index.js";
import {
  refuse,
  regularAnswer,
  type ScriptedReply,
  sendJson,
  startEmbeddingServer,
  vectorOf,
} from "./embedding-server.js";

const DIMENSION = 8;
const API_KEY = "sk-test-0123456789";
const NOW_MS = Date.UTC(2030, 0, 1);

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A server, an embedder for it, and the list of waits that the embedder asked for (none is really waited). */
async function setUp(script: ScriptedReply[] = [], options: Partial<OpenAiEmbedderOptions> = {}, random = 0) {
  const server = await startEmbeddingServer(DIMENSION, script);
  cleanups.push(server.close);
  const waits: number[] = [];
  const timing: RetryTiming = {
    delay: async (delayMs) => waits.push(delayMs),
    random: () => random,
    now: () => NOW_MS,
  };
  const embedder = createOpenAiEmbedder(
    { baseUrl: server.baseUrl, apiKey: API_KEY, model: "test-model", dimension: DIMENSION, ...options },
    timing,
  );
  return { server, waits, embedder };
}

async function failureOf(promise: Promise<unknown>): Promise<OctavecError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isOctavecError(error)) throw new Error(`expected a coded error, got ${inspect(error)}`);
  return error;
}

const asFloat32 = (text: string) => Float32Array.from(vectorOf(text, DIMENSION));

describe("the OpenAI-compatible embedder", () => {
  it("sends the published request and returns vectors in the order of the texts, whatever the order of the reply", async () => {
    const { server, embedder } = await setUp();
    const vectors = await embedder.embed(["one", "two", "three"]);
    expect(vectors).toEqual(["one", "two", "three"].map(asFloat32));
    const [request] = server.requests;
    expect(request?.path).toBe("POST /v1/embeddings");
    expect(request?.headers.authorization).toBe(`Bearer ${API_KEY}`);
    expect(request?.headers["content-type"]).toBe("application/json");
    expect(request?.body).toEqual({
      model: "test-model",
      input: ["one", "two", "three"],
      encoding_format: "float",
    });
  });

  it("splits many texts into batches and keeps their order across batches", async () => {
    const { server, embedder } = await setUp([], { batchSize: 2 });
    const texts = ["a", "b", "c", "d", "e"];
    expect(await embedder.embed(texts)).toEqual(texts.map(asFloat32));
    expect(server.requests.map(({ body }) => body.input)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  });

  it("accepts a base URL with a trailing slash and sends no authorization without a key", async () => {
    const { server } = await setUp();
    const embedder = createOpenAiEmbedder({
      baseUrl: `${server.baseUrl}/`,
      model: "m",
      dimension: DIMENSION,
      headers: { "api-key": "other" },
    });
    await embedder.embed(["a"]);
    expect(server.requests[0]?.path).toBe("POST /v1/embeddings");
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    expect(server.requests[0]?.headers["api-key"]).toBe("other");
  });

  it("asks for shorter vectors and base64 only when told to, and reads base64", async () => {
    const { server, embedder } = await setUp([], { requestDimensions: true, encodingFormat: "base64" });
    expect(await embedder.embed(["x"])).toEqual([asFloat32("x")]);
    expect(server.requests[0]?.body).toMatchObject({ dimensions: DIMENSION, encoding_format: "base64" });
  });

  it("waits as many seconds as Retry-After says and then succeeds", async () => {
    const { server, waits, embedder } = await setUp([refuse(429, {}, { "retry-after": "7" })]);
    expect(await embedder.embed(["a"])).toEqual([asFloat32("a")]);
    expect(waits).toEqual([7000]);
    expect(server.requests).toHaveLength(2);
  });

  it("waits until the date that Retry-After names", async () => {
    const date = new Date(NOW_MS + 12_000).toUTCString();
    const { waits, embedder } = await setUp([refuse(503, {}, { "retry-after": date })]);
    await embedder.embed(["a"]);
    expect(waits).toEqual([12_000]);
  });

  it("waits longer before each repeat when the server names no time", async () => {
    const { waits, embedder } = await setUp([refuse(500), refuse(502), refuse(429)], {}, 1);
    await embedder.embed(["a"]);
    expect(waits).toEqual([500, 1000, 2000]);
  });

  it("never waits longer than maxRetryDelayMs by its own choice", async () => {
    const { waits, embedder } = await setUp([refuse(500), refuse(500)], { maxRetryDelayMs: 600 }, 1);
    await embedder.embed(["a"]);
    expect(waits).toEqual([500, 600]);
  });

  it("gives up at once when the server asks for a longer wait than allowed, and says how long", async () => {
    const { server, embedder } = await setUp([refuse(429, {}, { "retry-after": "3600" })]);
    const error = await failureOf(embedder.embed(["a"]));
    expect(error).toMatchObject({ code: "EMBEDDING_FAILED", retryable: true });
    expect(error.details).toEqual({ status: 429, retryAfterMs: 3_600_000 });
    expect(server.requests).toHaveLength(1);
  });

  it("fails with the status after the last repeat", async () => {
    const { server, embedder } = await setUp(
      [refuse(500), refuse(500), refuse(503, { message: "overloaded" })],
      {
        maxRetries: 2,
      },
    );
    const error = await failureOf(embedder.embed(["a"]));
    expect(error).toMatchObject({ code: "EMBEDDING_FAILED", retryable: true, details: { status: 503 } });
    expect(error.message).toContain("overloaded");
    expect(server.requests).toHaveLength(3);
  });

  it("makes exactly one attempt when repeats are switched off", async () => {
    const { server, embedder } = await setUp([refuse(500)], { maxRetries: 0 });
    await failureOf(embedder.embed(["a"]));
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ["a bad request", refuse(400, { message: "input too long" }), 400],
    ["a spent quota", refuse(429, { code: "insufficient_quota" }), 429],
    ["a redirect", refuse(307, {}, { location: "http://127.0.0.1:1/" }), 307],
  ])("does not repeat after %s", async (_, reply, status) => {
    const { server, embedder } = await setUp([reply]);
    const error = await failureOf(embedder.embed(["a"]));
    expect(error).toMatchObject({ code: "EMBEDDING_FAILED", retryable: false, details: { status } });
    expect(server.requests).toHaveLength(1);
  });

  it("repeats after a broken connection", async () => {
    const { server, embedder } = await setUp([(response) => response.destroy()]);
    expect(await embedder.embed(["a"])).toEqual([asFloat32("a")]);
    expect(server.requests).toHaveLength(2);
  });

  it("repeats after an attempt that got no answer in time", async () => {
    const { server, embedder } = await setUp([() => {}], { timeoutMs: 250 });
    expect(await embedder.embed(["a"])).toEqual([asFloat32("a")]);
    expect(server.requests.length).toBeGreaterThan(1);
  });

  it("never shows the key, though the server repeats it", async () => {
    const echo = { message: `key ${API_KEY} and header-secret-1 are wrong` };
    for (const status of [400, 401, 403]) {
      const { embedder } = await setUp([refuse(status, echo)], { headers: { "x-key": "header-secret-1" } });
      const error = await failureOf(embedder.embed(["a"]));
      expect(error.details).toEqual({ status });
      for (const secret of [API_KEY, "header-secret-1"]) {
        expect(inspect(error, { depth: 9 })).not.toContain(secret);
        expect(inspect(embedder, { depth: 9, showHidden: true })).not.toContain(secret);
      }
    }
  });

  it("refuses a key with a line end without repeating it", () => {
    const options = { baseUrl: "http://h/v1", model: "m", dimension: 2, apiKey: `${API_KEY}\n` };
    expect(() => createOpenAiEmbedder(options)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTIONS", message: expect.not.stringContaining(API_KEY) }),
    );
  });

  it.each([["ftp://host/v1"], ["not a url"], ["http://user:secret@host/v1"], ["http://host/v1?key=secret"]])(
    "refuses the base URL %s without repeating it",
    (baseUrl) => {
      expect(() => createOpenAiEmbedder({ baseUrl, model: "m", dimension: 2 })).toThrow(
        expect.objectContaining({ code: "INVALID_OPTIONS", message: expect.not.stringContaining("secret") }),
      );
    },
  );

  it("refuses a misspelt option by name", () => {
    const options = { baseUrl: "http://h/v1", model: "m", dimension: 2, batchsize: 3 };
    expect(() => createOpenAiEmbedder(options)).toThrow(/batchsize/);
  });

  it.each<[string, ScriptedReply]>([
    [
      "has vectors of another dimension",
      (r, { body }) => sendJson(r, 200, regularAnswer(body, DIMENSION + 1)),
    ],
    [
      "leaves a text out",
      (r) => sendJson(r, 200, { data: [{ index: 0, embedding: vectorOf("a", DIMENSION) }] }),
    ],
    [
      "answers one text twice",
      (r) =>
        sendJson(r, 200, { data: [0, 0].map((index) => ({ index, embedding: vectorOf("a", DIMENSION) })) }),
    ],
    [
      "has an index outside the batch",
      (r) =>
        sendJson(r, 200, { data: [0, 2].map((index) => ({ index, embedding: vectorOf("a", DIMENSION) })) }),
    ],
    ["holds null for a number", (r) => sendJson(r, 200, twoVectors([...vectorOf("a", DIMENSION - 1), null]))],
    [
      "holds a number beyond float32",
      (r) => sendJson(r, 200, twoVectors([...vectorOf("a", DIMENSION - 1), 1e39])),
    ],
    ["holds a vector of zeros", (r) => sendJson(r, 200, twoVectors(new Array(DIMENSION).fill(0)))],
    [
      "holds a broken base64 vector",
      (r) => sendJson(r, 200, twoVectors(Buffer.alloc(33, 1).toString("base64"))),
    ],
    ["is an error in disguise", (r) => sendJson(r, 200, { error: { message: "no" } })],
    ["is null", (r) => sendJson(r, 200, null)],
    ["is no JSON", (r) => void r.writeHead(200).end("<html>")],
  ])("refuses a reply that %s", async (_, reply) => {
    const { server, embedder } = await setUp([reply]);
    const error = await failureOf(embedder.embed(["a", "b"]));
    expect(error).toMatchObject({ code: "EMBEDDING_FAILED", retryable: false });
    expect(server.requests).toHaveLength(1);
  });

  it("names the caller's own position when a vector of a later batch is wrong", async () => {
    const wrong: ScriptedReply = (r, { body }) => sendJson(r, 200, regularAnswer(body, DIMENSION - 1));
    const good: ScriptedReply = (r, { body }) => sendJson(r, 200, regularAnswer(body, DIMENSION));
    const { embedder } = await setUp([good, wrong], { batchSize: 3 });
    const error = await failureOf(embedder.embed(["a", "b", "c", "d"]));
    expect(error.details).toMatchObject({ index: 3, dimension: DIMENSION, length: DIMENSION - 1 });
  });

  it("refuses a blank text by position before anything is sent, and asks nothing for an empty list", async () => {
    const { server, embedder } = await setUp();
    const error = await failureOf(embedder.embed(["a", " \n"]));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", details: { index: 1 } });
    expect(await embedder.embed([])).toEqual([]);
    expect(server.requests).toHaveLength(0);
  });

  it("rejects with the signal's reason before, during and between attempts", async () => {
    const reason = new Error("enough");
    const before = await setUp();
    await expect(before.embedder.embed(["a"], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(before.server.requests).toHaveLength(0);

    const during = new AbortController();
    const hanging = await setUp([() => during.abort(reason)]);
    await expect(hanging.embedder.embed(["a"], { signal: during.signal })).rejects.toBe(reason);
    expect(hanging.server.requests).toHaveLength(1);
  });

  it("ends a wait for the server as soon as the signal is aborted", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const server = await startEmbeddingServer(DIMENSION, [refuse(429, {}, { "retry-after": "3600" })]);
    cleanups.push(server.close);
    const options = { baseUrl: server.baseUrl, model: "m", dimension: DIMENSION, maxRetryDelayMs: 3_600_000 };
    // The real timers: an hour of waiting lies ahead when the abort comes.
    const embedder = createOpenAiEmbedder(options, {
      ...systemTiming,
      delay: (delayMs, signal) => {
        setImmediate(() => controller.abort(reason));
        return systemTiming.delay(delayMs, signal);
      },
    });
    await expect(embedder.embed(["a"], { signal: controller.signal })).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });
});

function twoVectors(embedding: unknown) {
  return { data: [0, 1].map((index) => ({ index, embedding })) };
}
