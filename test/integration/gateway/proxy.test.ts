import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import type { GatewayConfig } from "../../../src/gateway/index.js";
import { collect } from "../../helpers/collect.js";
import { CACHE_ID, startedGateway } from "../../helpers/gateway.js";
import { eventually } from "../../helpers/processes.js";
import { json, startStandIn } from "../../helpers/provider-stand-in.js";

const PROMPT = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";
const TEXT = "Use the link in the mail ✓.";

type ProxyConfig = Partial<NonNullable<GatewayConfig["proxy"]>>;

async function stage(proxy: ProxyConfig = {}, environment: Record<string, string> = {}) {
  const standIn = await startStandIn();
  const upstreams = (["openai", "anthropic", "google"] as const).map((format) => ({
    ...{ name: format, format, models: ["*"] },
    baseUrl: format === "openai" ? `${standIn.url}/v1` : standIn.url,
    ...(Object.keys(environment).length === 0 ? {} : { keyEnv: "UPSTREAM_KEY" }),
  }));
  const config = {
    caches: [{ id: CACHE_ID, name: "support", threshold: 0.85 }],
    proxy: { cache: "support", upstreams, ...proxy },
  };
  const started = await startedGateway(config, { environment });
  const openai = (apiKey = "client-key") =>
    new OpenAI({ apiKey, baseURL: `${started.url}/openai/v1`, maxRetries: 0 });
  const chat = (content: string) => ({ model: "gpt-large", messages: [{ role: "user" as const, content }] });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(started.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer client-key", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return { ...started, config, standIn, openai, chat, post };
}

describe("the SDKs with another base URL", () => {
  test("OpenAI: chat and responses, whole, by meaning and streamed; models pass through", async () => {
    const { standIn, openai, chat } = await stage();
    const sdk = openai();
    const first = await sdk.chat.completions.create(chat(PROMPT)).withResponse();
    expect(first.data.choices[0]?.message.content).toBe(TEXT);
    expect(first.response.headers.get("x-octavec-cache")).toBe("miss");
    expect(first.response.headers.get("x-request-id")).toBe("r1");
    const again = await sdk.chat.completions.create(chat(REWORDED)).withResponse();
    expect(again.data).toEqual(first.data);
    expect(Object.fromEntries(again.response.headers)).toMatchObject({
      "x-octavec-cache": "hit-semantic",
      "cache-status": "octavec; hit; detail=semantic",
      "x-octavec-age": expect.stringMatching(/^\d+$/),
      "x-octavec-entry": expect.any(String),
      "x-octavec-saved": expect.stringMatching(/^\d+$/),
    });
    const chunks = await collect(await sdk.chat.completions.create({ ...chat(PROMPT), stream: true }));
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe(TEXT);
    expect(
      (await sdk.responses.stream({ model: "gpt-large", input: PROMPT }).finalResponse()).output_text,
    ).toBe(TEXT);
    expect((await sdk.responses.create({ model: "gpt-large", input: PROMPT })).output_text).toBe(TEXT);
    expect(standIn.seen).toHaveLength(2);
    expect(await sdk.models.retrieve("gpt-large")).toMatchObject({ path: "/v1/models/gpt-large" });
    expect(standIn.seen.map(({ headers }) => headers.authorization)).toEqual(
      Array(3).fill("Bearer client-key"),
    );
  });

  test("Anthropic: streamed, by meaning and whole; counting tokens passes through", async () => {
    const { standIn, url } = await stage();
    const sdk = new Anthropic({ apiKey: "k", baseURL: `${url}/anthropic`, maxRetries: 0 });
    const body = (content: string) => ({
      ...{ model: "claude-large", max_tokens: 100 },
      messages: [{ role: "user" as const, content }],
    });
    const made = await sdk.messages.stream(body(PROMPT)).finalMessage();
    const hit = await sdk.messages.stream(body(REWORDED)).finalMessage();
    expect(hit.content).toEqual(made.content);
    expect((await sdk.messages.create(body(PROMPT))).content).toEqual(made.content);
    expect(standIn.seen).toHaveLength(1);
    await sdk.messages.countTokens({ model: "claude-large", messages: body(PROMPT).messages });
    expect(standIn.seen[1]?.path).toBe("/v1/messages/count_tokens");
  });

  test("Google: streamed, by meaning and whole", async () => {
    const { standIn, url } = await stage();
    const sdk = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: `${url}/google` } });
    const body = (contents: string) => ({ model: "gem-large", contents });
    const texts = await collect(await sdk.models.generateContentStream(body(PROMPT)));
    expect(texts.map(({ text }) => text ?? "").join("")).toBe(TEXT);
    expect((await sdk.models.generateContent(body(REWORDED))).text).toBe(TEXT);
    expect(standIn.seen).toHaveLength(1);
  });
});

describe("who may have an answer", () => {
  test("callers with other keys, tenants or namespaces never share answers", async () => {
    const { standIn, openai, chat, post } = await stage();
    await openai("key-1").chat.completions.create(chat(PROMPT));
    await openai("key-2").chat.completions.create(chat(PROMPT));
    expect(standIn.seen).toHaveLength(2);
    const ask = async (headers: Record<string, string>) =>
      (
        await post("/openai/v1/chat/completions", chat(PROMPT), { authorization: "Bearer key-1", ...headers })
      ).headers.get("x-octavec-cache");
    expect(await ask({})).toBe("hit-memory");
    expect(await ask({ "x-octavec-tenant": "a" })).toBe("miss");
    expect(await ask({ "x-octavec-namespace": "a" })).toBe("miss");
    expect(await ask({ "x-octavec-tenant": "a" })).toBe("hit-memory");
  });

  test("a call in the words of an earlier one is answered from memory until a key, its cache or its answer is gone", async () => {
    const keys = [{ env: "TEAM", tenant: "team" }];
    const environment = { TEAM: "team-key", UPSTREAM_KEY: "secret" };
    const { gateway, standIn, chat, post, config } = await stage({ keys, clientKeys: false }, environment);
    const ask = async (headers: Record<string, string> = {}, content = PROMPT) => {
      const all = { authorization: "Bearer team-key", ...headers };
      const response = await post("/openai/v1/chat/completions", chat(content), all);
      return [response.status, response.headers.get("x-octavec-cache")];
    };
    expect(await ask()).toEqual([200, "miss"]);
    for (let time = 1; time <= 3; time++) {
      expect(await ask({ traceparent: `00-${time}` })).toEqual([200, "hit-memory"]);
    }
    expect(await ask({ "cache-control": "no-cache" })).toEqual([200, "miss"]);
    expect(await ask({}, "where is my parcel")).toEqual([200, "miss"]);
    expect(await ask({ authorization: "Bearer other" })).toEqual([401, "bypass"]);
    expect(await ask()).toEqual([200, "hit-memory"]);
    await gateway.reload({ ...config, proxy: { ...config.proxy, keys: [], clientKeys: false } });
    expect(await ask()).toEqual([401, "bypass"]);
    expect(standIn.seen).toHaveLength(3);
  });

  test("a key of the gateway is replaced by the upstream's, its requests are limited, and other keys can be refused", async () => {
    const { standIn, openai, chat } = await stage(
      { keys: [{ env: "TEAM", tenant: "team", requestsPerMinute: 2 }], clientKeys: false },
      { TEAM: "team-key", UPSTREAM_KEY: "secret" },
    );
    const sdk = openai("team-key");
    await sdk.chat.completions.create(chat(PROMPT));
    await sdk.chat.completions.create(chat(REWORDED));
    expect(standIn.seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer secret"]);
    const refused = await sdk.chat.completions.create(chat(PROMPT)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
    expect((refused as InstanceType<typeof OpenAI.RateLimitError>).headers?.get("retry-after")).toMatch(
      /^\d+$/,
    );
    await expect(openai("another").chat.completions.create(chat(PROMPT))).rejects.toBeInstanceOf(
      OpenAI.AuthenticationError,
    );
    expect(standIn.seen).toHaveLength(1);
  });
});

describe("what a request may say", () => {
  test("Cache-Control is obeyed, and headers for the cache do not reach the provider", async () => {
    const { standIn, chat, post } = await stage();
    const ask = async (control: string) => {
      const response = await post("/openai/v1/chat/completions", chat(PROMPT), {
        "cache-control": control,
        "x-octavec-tags": "a",
      });
      return [response.status, response.headers.get("x-octavec-cache"), standIn.seen.length];
    };
    expect(await ask("only-if-cached")).toEqual([504, "miss", 0]);
    expect(await ask("no-store")).toEqual([200, "miss", 1]);
    expect(await ask("max-age=60")).toEqual([200, "miss", 2]);
    expect(await ask("max-age=60")).toEqual([200, "hit-memory", 2]);
    expect(await ask("no-cache")).toEqual([200, "miss", 3]);
    expect(await ask("no-cache, no-store")).toEqual([200, "bypass", 4]);
    const names = standIn.seen.flatMap(({ headers }) => Object.keys(headers));
    expect(names.filter((name) => name.startsWith("x-octavec-") || name === "cache-control")).toEqual([]);
  });

  test("a threshold can only be raised, and a wrong header is refused in the provider's form", async () => {
    const { openai, chat, post, standIn } = await stage();
    await openai().chat.completions.create(chat(PROMPT));
    const at = async (threshold: string, prompt: string) =>
      (
        await post("/openai/v1/chat/completions", chat(prompt), { "x-octavec-threshold": threshold })
      ).headers.get("x-octavec-cache");
    expect(await at("0.999", REWORDED)).toBe("miss");
    expect(await at("0.01", "what is the weather in Paris today")).toBe("miss");
    const refused = await post(
      "/anthropic/v1/messages",
      { model: "m", max_tokens: 1, messages: [{ role: "user", content: "hi" }] },
      { "x-octavec-unknown": "1" },
    );
    expect([refused.status, await refused.json()]).toEqual([
      400,
      {
        type: "error",
        error: { type: "invalid_request_error", message: expect.stringContaining("x-octavec-unknown") },
      },
    ]);
    expect(standIn.seen).toHaveLength(3);
  });
});

describe("when something fails", () => {
  test("errors of the provider and bodies that cannot be read pass through unchanged, and nothing is stored", async () => {
    const { standIn, openai, chat, post } = await stage();
    standIn.instead = (_, response) =>
      json(response, { error: { message: "slow down" } }, 429, { "retry-after": "7" });
    const limited = await post("/openai/v1/chat/completions", chat(PROMPT));
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"]);
    standIn.instead = (_, response) => json(response, { error: { message: "no JSON" } }, 400);
    expect((await post("/openai/v1/chat/completions", "{ no json")).status).toBe(400);
    expect(standIn.seen[1]?.headers["content-length"]).toBe("9");
    await openai().chat.completions.create(chat(PROMPT));
    expect(standIn.seen).toHaveLength(3);
  });

  test("without Redis calls are passed on, and an upstream that is away is a 502 in the provider's form", async () => {
    const standIn = await startStandIn();
    const upstream = (name: string, models: string[], baseUrl: string) => ({
      name,
      format: "openai" as const,
      models,
      baseUrl,
    });
    const { url } = await startedGateway({
      redis: "redis://127.0.0.1:1",
      caches: [{ name: "support" }],
      proxy: {
        cache: "support",
        upstreams: [
          upstream("away", ["gone"], "http://127.0.0.1:1/v1"),
          upstream("main", ["*"], `${standIn.url}/v1`),
        ],
      },
    });
    const sdk = new OpenAI({ apiKey: "k", baseURL: `${url}/openai/v1`, maxRetries: 0 });
    const ask = (model: string) =>
      sdk.chat.completions.create({ model, messages: [{ role: "user", content: PROMPT }] });
    for (let time = 1; time <= 2; time++) {
      expect((await ask("gpt-large")).choices[0]?.message.content).toBe(TEXT);
      expect(standIn.seen).toHaveLength(time);
    }
    await expect(ask("gone")).rejects.toMatchObject({ status: 502, type: "server_error" });
  });

  test("a client that goes away ends the call of the provider, unless another one waits for it", async () => {
    const { standIn, url, chat } = await stage();
    let closed = 0;
    const hang = () => {
      standIn.instead = (_, response) => {
        response.on("close", () => closed++);
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "Use" } }] })}\n\n`);
      };
    };
    const begin = (signal: AbortSignal) =>
      fetch(`${url}/openai/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...chat(PROMPT), stream: true }),
        signal,
      });
    hang();
    const [first, second] = [new AbortController(), new AbortController()];
    const responses = [await begin(first.signal), await begin(second.signal)];
    expect(responses.map(({ headers }) => headers.get("x-octavec-cache"))).toEqual(["miss", "shared"]);
    first.abort();
    await responses[0]?.text().catch(() => {});
    expect(closed).toBe(0);
    second.abort();
    await responses[1]?.text().catch(() => {});
    await eventually("the provider's connection is closed", async () => closed === 1);
    expect(standIn.seen).toHaveLength(1);
  });
});
