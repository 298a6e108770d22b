import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { createCachingFetch } from "../../../../src/adapters/fetch/index.js";
import { openCache } from "../../../helpers/cache.js";
import { collect } from "../../../helpers/collect.js";
import { json, startStandIn } from "../../../helpers/provider-stand-in.js";

const PROMPT = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";
const TEXT = "Use the link in the mail ✓.";

/** A stand-in of the providers, and a fetch with a cache before it. */
async function stage() {
  const standIn = await startStandIn();
  const { cache, another } = await openCache(inject("redisUrl"), { threshold: 0.85 });
  return { standIn, cache, another, fetch: createCachingFetch({ cache, replay: { chunk: "word" } }) };
}

describe("OpenAI's SDK", () => {
  async function openai() {
    const { standIn, fetch } = await stage();
    return {
      standIn,
      openai: new OpenAI({ apiKey: "k", baseURL: `${standIn.url}/v1`, fetch, maxRetries: 0 }),
    };
  }
  const chat = (content: string) => ({ model: "gpt-large", messages: [{ role: "user" as const, content }] });

  test("chat completions: a whole answer, then one by meaning, then both as a stream", async () => {
    const { standIn, openai: sdk } = await openai();
    const first = await sdk.chat.completions.create(chat(PROMPT));
    expect(first.choices[0]?.message.content).toBe(TEXT);
    const again = await sdk.chat.completions.create(chat(REWORDED));
    expect(again).toEqual(first);
    const stream = await sdk.chat.completions.create({ ...chat(PROMPT), stream: true });
    const chunks = await collect(stream);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe(TEXT);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("stop");
    expect(standIn.seen).toHaveLength(1);
  });

  test("chat completions: a streamed answer, then with usage, then whole, and the SDK's helper puts hits together", async () => {
    const { standIn, openai: sdk } = await openai();
    const stream_options = { include_usage: true };
    const streaming = () => sdk.chat.completions.stream({ ...chat(PROMPT), stream: true, stream_options });
    const made = await streaming().finalChatCompletion();
    const hit = await streaming().finalChatCompletion();
    expect(hit).toEqual(made);
    expect(hit.usage?.completion_tokens).toBe(8);
    const whole = await sdk.chat.completions.create(chat(REWORDED));
    expect(whole.choices[0]?.message.content).toBe(TEXT);
    expect(whole.usage?.completion_tokens).toBe(8);
    expect(standIn.seen).toHaveLength(1);
  });

  test("responses: streamed, whole and by meaning", async () => {
    const { standIn, openai: sdk } = await openai();
    const body = { model: "gpt-large", input: PROMPT };
    const made = await sdk.responses.stream(body).finalResponse();
    expect(made.output_text).toBe(TEXT);
    const deltas: string[] = [];
    const hit = sdk.responses.stream({ ...body, input: REWORDED });
    hit.on("response.output_text.delta", ({ delta }) => deltas.push(delta));
    expect((await hit.finalResponse()).output_text).toBe(TEXT);
    expect(deltas.length).toBeGreaterThan(3);
    expect((await sdk.responses.create(body)).output_text).toBe(TEXT);
    expect(standIn.seen).toHaveLength(1);
  });

  test("tells a hit from an answer of the provider by its headers", async () => {
    const { openai: sdk } = await openai();
    const made = await sdk.chat.completions.create(chat(PROMPT)).asResponse();
    expect([made.headers.get("x-request-id"), made.headers.get("x-octavec-cache")]).toEqual(["r1", "miss"]);
    const hit = await sdk.chat.completions.create(chat(REWORDED)).asResponse();
    expect(hit.headers.get("x-octavec-cache")).toMatch(/^hit-/);
    expect(Number(hit.headers.get("x-octavec-similarity"))).toBeGreaterThan(0.85);
    expect(hit.headers.get("age")).toMatch(/^\d+$/);
  });
});

describe("Anthropic's SDK", () => {
  test("messages: streamed with thoughts, by the SDK's helper, whole and by meaning", async () => {
    const { standIn, fetch } = await stage();
    const sdk = new Anthropic({ apiKey: "k", baseURL: standIn.url, fetch, maxRetries: 0 });
    const body = (content: string) => ({
      model: "claude-large",
      max_tokens: 100,
      messages: [{ role: "user" as const, content }],
    });
    const made = await sdk.messages.stream(body(PROMPT)).finalMessage();
    expect(made.content).toMatchObject([{ thinking: "It is a link.", signature: "sig" }, { text: TEXT }]);
    const texts: string[] = [];
    const hit = sdk.messages.stream(body(REWORDED)).on("text", (text) => texts.push(text));
    const { id, content, stop_reason, usage } = await hit.finalMessage();
    expect({ id, content, stop_reason }).toEqual({
      id: "msg_1",
      content: made.content,
      stop_reason: "end_turn",
    });
    expect(usage.output_tokens).toBe(8);
    expect(texts.join("")).toBe(TEXT);
    expect(texts.length).toBeGreaterThan(3);
    expect((await sdk.messages.create(body(PROMPT))).content).toEqual(made.content);
    expect(standIn.seen).toHaveLength(1);
  });
});

describe("Google's SDK", () => {
  test("generateContent: streamed, whole and by meaning", async () => {
    const { standIn, fetch } = await stage();
    const sdk = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: standIn.url, fetch } });
    const ask = (contents: string) => ({ model: "gemini-large", contents });
    const made = await collect(await sdk.models.generateContentStream(ask(PROMPT)));
    expect(made.map(({ text }) => text ?? "").join("")).toBe(TEXT);
    const hit = await collect(await sdk.models.generateContentStream(ask(REWORDED)));
    expect(hit.map(({ text }) => text ?? "").join("")).toBe(TEXT);
    expect(hit.at(-1)?.candidates?.[0]?.finishReason).toBe("STOP");
    expect(hit.at(-1)?.usageMetadata?.candidatesTokenCount).toBe(8);
    expect((await sdk.models.generateContent(ask(PROMPT))).text).toBe(TEXT);
    expect(standIn.seen).toHaveLength(1);
  });
});

describe("what the provider sends", () => {
  const body = (content: string, more = {}) =>
    JSON.stringify({ model: "m", messages: [{ role: "user", content }], ...more });
  const post = (content: string, more = {}, headers = {}) => ({
    method: "POST",
    body: body(content, more),
    headers,
  });

  test("reaches the caller byte for byte, streamed or not", async () => {
    const { standIn, fetch } = await stage();
    for (const path of ["/v1/chat/completions", "/v1/messages"]) {
      for (const stream of [true, false]) {
        const init = post(`a question for ${path} ${stream}`, { stream, max_tokens: 5 });
        const direct = await globalThis.fetch(standIn.url + path, init);
        const cached = await fetch(standIn.url + path, init);
        expect(await cached.text()).toBe(await direct.text());
        expect(cached.headers.get("content-type")).toBe(direct.headers.get("content-type"));
      }
    }
  });

  test.each([429, 500, 400])(
    "an error with status %i is passed on with its headers, and not stored",
    async (status) => {
      const { standIn, fetch } = await stage();
      for (const stream of [true, false]) {
        const init = post(`a question ${stream}`, { stream });
        standIn.instead = (_, response) => json(response, { error: "no" }, status, { "retry-after": "7" });
        const failed = await fetch(`${standIn.url}/v1/chat/completions`, init);
        expect([failed.status, failed.headers.get("retry-after")]).toEqual([status, "7"]);
        expect(await failed.json()).toEqual({ error: "no" });
        expect((await fetch(`${standIn.url}/v1/chat/completions`, init)).status).toBe(200);
      }
    },
  );

  test("a stream with an error in it, or one that is cut off, reaches the caller as it is and is not stored", async () => {
    const { standIn, fetch } = await stage();
    const init = post(PROMPT, { stream: true, max_tokens: 5 });
    const broken = `event: message_start\ndata: {"type":"message_start","message":{}}\n\nevent: error\ndata: {"type":"error"}\n\n`;
    standIn.instead = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(broken);
    };
    expect(await (await fetch(`${standIn.url}/v1/messages`, init)).text()).toBe(broken);
    expect(await (await fetch(`${standIn.url}/v1/messages`, init)).text()).toContain("message_stop");
    expect(standIn.seen).toHaveLength(2);
  });

  test("other calls, other methods and bodies that are no JSON pass through untouched", async () => {
    const { standIn, fetch } = await stage();
    const models = await fetch(`${standIn.url}/v1/models`);
    expect(await models.json()).toEqual({ path: "/v1/models" });
    for (const text of ["no json", "[1]", '{"model":"m"}']) {
      for (let time = 0; time < 2; time++) {
        await fetch(`${standIn.url}/v1/chat/completions`, { method: "POST", body: text });
      }
    }
    expect(standIn.seen).toHaveLength(7);
  });

  test("a caching fetch may become the global fetch, and does not call itself", async () => {
    const { standIn, fetch } = await stage();
    const before = globalThis.fetch;
    onTestFinished(() => {
      globalThis.fetch = before;
    });
    globalThis.fetch = fetch;
    for (let time = 0; time < 2; time++)
      await globalThis.fetch(`${standIn.url}/v1/chat/completions`, post(PROMPT));
    expect(standIn.seen).toHaveLength(1);
  });

  test("a connection that fails rejects as the provider's own fetch does", async () => {
    const { cache } = await stage();
    const error = new TypeError("fetch failed");
    const fetch = createCachingFetch({ cache, fetch: () => Promise.reject(error) });
    await expect(fetch("http://127.0.0.1:1/v1/chat/completions", post(PROMPT))).rejects.toBe(error);
  });

  test("headers say what one call does otherwise, and do not reach the provider", async () => {
    const { standIn, fetch } = await stage();
    const ask = (headers: Record<string, string>) =>
      fetch(`${standIn.url}/v1/chat/completions`, post(PROMPT, {}, headers));
    const missing = await ask({ "x-octavec-only-if-cached": "1" });
    expect([missing.status, standIn.seen.length]).toEqual([504, 0]);
    await ask({ authorization: "Bearer k" });
    await ask({ "x-octavec-bypass": "1" });
    await ask({ "x-octavec-tenant": "other", "x-octavec-tags": "a, b" });
    expect(standIn.seen).toHaveLength(3);
    expect(standIn.seen[0]?.headers.authorization).toBe("Bearer k");
    expect(
      standIn.seen.flatMap(({ headers }) =>
        Object.keys(headers).filter((name) => name.startsWith("x-octavec")),
      ),
    ).toEqual([]);
    expect((await ask({})).headers.get("x-octavec-cache")).toBe("hit-memory");
    await expect(ask({ "x-octavec-fast": "1" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  test("a caller who goes away ends the provider's stream, and nothing is stored", async () => {
    const { standIn, fetch } = await stage();
    let isClosed = () => {};
    const closed = new Promise<void>((resolve) => {
      isClosed = resolve;
    });
    standIn.instead = (_, response) => {
      response.on("close", isClosed);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: {}\n\n");
    };
    const controller = new AbortController();
    const init = { ...post(PROMPT, { stream: true }), signal: controller.signal };
    const response = await fetch(`${standIn.url}/v1/chat/completions`, init);
    const reader = response.body?.getReader();
    await reader?.read();
    controller.abort();
    await closed;
    await expect(reader?.read()).rejects.toThrow("abort");
    const again = await fetch(`${standIn.url}/v1/chat/completions`, post(PROMPT));
    expect(again.headers.get("x-octavec-cache")).toBe("miss");
  });
});
