import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { LangCache } from "@redis-ai/langcache";
import * as errors from "@redis-ai/langcache/models/errors";
import OpenAI from "openai";
import { expect, it } from "vitest";
import { collect } from "../../helpers/collect.js";
import { CACHE_ID, startedGateway } from "../../helpers/gateway.js";
import { eventually } from "../../helpers/processes.js";
import { json, startStandIn } from "../../helpers/provider-stand-in.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

/** Every answer of the stand-in says that it cost 48 tokens. */
const TWO_ANSWERS = 96;

async function stage(tokensPerMinute = TWO_ANSWERS, redis?: string) {
  const standIn = await startStandIn();
  const namespace = uniquePrefix("tokens");
  const start = () =>
    startedGateway(
      {
        ...(redis === undefined ? {} : { redis }),
        namespace,
        caches: [{ id: CACHE_ID, name: "support", strategies: ["exact"] }],
        proxy: {
          cache: "support",
          clientKeys: false,
          upstreams: (["openai", "anthropic", "google"] as const).map((format) => ({
            ...{ name: format, format, models: ["*"] },
            baseUrl: format === "openai" ? `${standIn.url}/v1` : standIn.url,
          })),
          keys: [
            { env: "LIMITED", tenant: "team", tokensPerMinute },
            { env: "FREE", tenant: "team" },
          ],
        },
      },
      { environment: { LIMITED: "limited-key", FREE: "free-key" } },
    );
  const { url } = await start();
  const clients = (base: string, apiKey = "limited-key") => ({
    openai: new OpenAI({ apiKey, baseURL: `${base}/openai/v1`, maxRetries: 0 }),
    anthropic: new Anthropic({ apiKey, baseURL: `${base}/anthropic`, maxRetries: 0 }),
    google: new GoogleGenAI({ apiKey, httpOptions: { baseUrl: `${base}/google` } }),
  });
  return { url, start, standIn, clients, ...clients(url) };
}

type Clients = Pick<Awaited<ReturnType<typeof stage>>, "openai" | "anthropic" | "google">;

let asked = 0;
/** A question of its own, so that no answer comes from the cache. */
const message = () => ({ role: "user" as const, content: `how do I pay invoice ${asked++}` });

const CALLS: Record<string, (clients: Clients) => Promise<unknown>> = {
  "OpenAI chat": ({ openai }) => openai.chat.completions.create({ model: "gpt", messages: [message()] }),
  "OpenAI chat as a stream with usage": async ({ openai }) =>
    collect(
      await openai.chat.completions.create({
        ...{ model: "gpt", messages: [message()], stream: true },
        stream_options: { include_usage: true },
      }),
    ),
  "OpenAI responses": ({ openai }) => openai.responses.create({ model: "gpt", input: message().content }),
  "OpenAI responses as a stream": async ({ openai }) =>
    collect(await openai.responses.create({ model: "gpt", input: message().content, stream: true })),
  "an agent's turn that is not cached": ({ openai }) =>
    openai.chat.completions.create({
      model: "gpt",
      messages: [message(), { role: "tool", tool_call_id: "1", content: "12" }],
    }),
  Anthropic: ({ anthropic }) =>
    anthropic.messages.create({ model: "claude", max_tokens: 100, messages: [message()] }),
  "Anthropic as a stream": async ({ anthropic }) =>
    collect(
      await anthropic.messages.create({
        ...{ model: "claude", max_tokens: 100, messages: [message()], stream: true },
      }),
    ),
  Google: ({ google }) => google.models.generateContent({ model: "gemini", contents: message().content }),
  "Google as a stream": async ({ google }) =>
    collect(await google.models.generateContentStream({ model: "gemini", contents: message().content })),
};

it.each(Object.entries(CALLS))("a key that has used its tokens is refused: %s", async (_, call) => {
  const clients = await stage();
  await call(clients);
  await call(clients);
  await expect(call(clients)).rejects.toMatchObject({ status: 429 });
  expect(clients.standIn.seen).toHaveLength(2);
});

it("the refusal has the form of the provider, and says when the key may ask again", async () => {
  const { url, openai } = await stage(1);
  await openai.chat.completions.create({ model: "gpt", messages: [message()] });
  const refused = async (path: string, headers: Record<string, string>) => {
    const reply = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ model: "any", messages: [message()] }),
    });
    expect(reply.status).toBe(429);
    expect(Number(reply.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(Number(reply.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    return reply.json();
  };
  const text = expect.stringContaining("1 tokens in a minute");
  const bearer = { authorization: "Bearer limited-key" };
  expect(await refused("/openai/v1/chat/completions", bearer)).toMatchObject({
    error: { type: "rate_limit_error", message: text },
  });
  expect(await refused("/anthropic/v1/messages", { "x-api-key": "limited-key" })).toMatchObject({
    ...{ type: "error", error: { type: "rate_limit_error", message: text } },
  });
  const google = "/google/v1beta/models/gemini:generateContent";
  expect(await refused(google, { "x-goog-api-key": "limited-key" })).toMatchObject({
    error: { code: 429, status: "RESOURCE_EXHAUSTED", message: text },
  });
});

it("a hit costs one token, an error of the provider too, and other keys of the tenant nothing", async () => {
  const { openai, clients, url, standIn } = await stage(60);
  const again = { model: "gpt", messages: [message()] };
  await openai.chat.completions.create(again);
  for (let hits = 0; hits < 6; hits++) await openai.chat.completions.create(again);
  standIn.instead = (_, response) => json(response, { error: { message: "busy" } }, 503);
  const failed = openai.chat.completions.create({ model: "gpt", messages: [message()] });
  await expect(failed).rejects.toMatchObject({ status: 503 });
  const free = clients(url, "free-key").openai;
  for (let calls = 0; calls < 3; calls++) {
    await free.chat.completions.create({ model: "gpt", messages: [message()] });
  }
  // 48 of the answer, 6 of the hits and 1 of the error: five of 60 are left.
  for (let hits = 0; hits < 5; hits++) await openai.chat.completions.create(again);
  await expect(openai.chat.completions.create(again)).rejects.toMatchObject({ status: 429 });
});

it("where a stream does not name its usage, a quarter of the characters of request and answer counts", async () => {
  const { openai } = await stage(100);
  const stream = async () =>
    collect(
      await openai.chat.completions.create({
        ...{ model: "gpt", messages: [{ role: "user", content: `${message().content} ${"x".repeat(400)}` }] },
        stream: true,
      }),
    );
  await stream();
  await expect(stream()).rejects.toMatchObject({ status: 429 });
});

it("a stream that the client cuts off is counted by what had come", async () => {
  const { openai, standIn } = await stage(1_000);
  const cached = { model: "gpt", messages: [message()] };
  await openai.chat.completions.create(cached);
  standIn.instead = (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const choices = [{ index: 0, delta: { content: "word ".repeat(1_000) } }];
    response.write(`data: ${JSON.stringify({ choices })}\n\n`);
  };
  const stream = await openai.chat.completions.create({ ...cached, messages: [message()], stream: true });
  for await (const _ of stream) break;
  // Each question costs one token, so that only the stream can have used up the others.
  let questions = 0;
  await eventually("the key is refused", async () => {
    questions++;
    return openai.chat.completions.create(cached).then(
      () => false,
      (error: unknown) => error instanceof OpenAI.RateLimitError,
    );
  });
  expect(questions).toBeLessThan(900);
});

it("processes count together, and each by itself while Redis is down", async () => {
  const redis = await startedRedis();
  const { start, clients, openai } = await stage(TWO_ANSWERS, redis.url);
  const other = clients((await start()).url).openai;
  const call = (sdk: OpenAI) => sdk.chat.completions.create({ model: "gpt", messages: [message()] });
  await call(openai);
  await call(other);
  await expect(call(openai)).rejects.toMatchObject({ status: 429 });
  await expect(call(other)).rejects.toMatchObject({ status: 429 });
  await redis.stop();
  await call(openai);
  await call(other);
});

it("a key of a cache pays for the texts that it sends", async () => {
  const { url } = await startedGateway(
    {
      caches: [
        {
          ...{ id: CACHE_ID, name: "support", strategies: ["exact"] },
          keys: [{ env: "SUPPORT", tokensPerMinute: 20 }],
        },
      ],
    },
    { environment: { SUPPORT: "support-key" } },
  );
  const sdk = new LangCache({
    ...{ serverURL: url, cacheId: CACHE_ID, apiKey: "support-key" },
    retryConfig: { strategy: "none" },
  });
  await sdk.set({ prompt: "p".repeat(20), response: "r".repeat(40) });
  await sdk.search({ prompt: "p".repeat(20) });
  await expect(sdk.search({ prompt: "p".repeat(20) })).rejects.toBeInstanceOf(
    errors.TooManyRequestsErrorResponseContent,
  );
});
