import OpenAI from "openai";
import { expect, test } from "vitest";
import { chat, PROMPT, REWORDED, startedProxy } from "../../helpers/gateway-proxy.js";

const PATH = "/openai/v1/chat/completions";

test("a client of LiteLLM, Portkey, Helicone or Cloudflare is served by its own names, which do not reach the provider", async () => {
  const { standIn, post } = await startedProxy({
    controls: ["litellm", "portkey", "helicone", "cloudflare"],
  });
  const ask = async (prompt: string, headers: Record<string, string>, more: object = {}) => {
    const reply = await post(PATH, chat(prompt, more), headers);
    await reply.text();
    return Object.fromEntries(reply.headers);
  };
  expect(await ask(PROMPT, {}, { cache: { ttl: 300 } })).toMatchObject({
    "x-litellm-cache-hit": "False",
    "x-portkey-cache-status": "MISS",
    "helicone-cache": "MISS",
    "cf-aig-cache-status": "MISS",
  });
  expect(await ask(REWORDED, { "x-portkey-trace-id": "t" })).toMatchObject({
    "x-octavec-cache": "hit-semantic",
    "x-litellm-cache-hit": "True",
    "x-litellm-cache-key": expect.stringMatching(/./),
    "x-litellm-semantic-similarity": expect.stringMatching(/^0\.\d+$/),
    "x-portkey-cache-status": "SEMANTIC HIT",
    "helicone-cache": "HIT",
    "cf-aig-cache-status": "HIT",
  });
  expect(standIn.seen).toHaveLength(1);
  expect(await ask(REWORDED, { "x-portkey-cache": "simple" })).toMatchObject({ "x-octavec-cache": "miss" });
  for (const headers of [
    { "cf-aig-skip-cache": "true" },
    { "cf-aig-cache-key": "another" },
    { "helicone-cache-seed": "another" },
    { "x-portkey-cache-namespace": "another" },
    { "x-portkey-cache-force-refresh": "true" },
  ]) {
    expect(await ask(PROMPT, headers)).toMatchObject({ "cf-aig-cache-status": "MISS" });
  }
  expect(standIn.seen).toHaveLength(7);
  for (const { headers, body } of standIn.seen) {
    expect(
      Object.keys(headers).filter((name) => /^(x-portkey|helicone|cf-aig|x-octavec)-/.test(name)),
    ).toEqual([]);
    expect(Object.keys(body).sort()).toEqual(["messages", "model"]);
  }
});

test("the OpenAI SDK with LiteLLM's extra body gets a new answer, and a wrong value is refused in the provider's form", async () => {
  const { url, standIn } = await startedProxy({ controls: ["litellm"] });
  const sdk = new OpenAI({ apiKey: "k", baseURL: `${url}/openai/v1`, maxRetries: 0 });
  const ask = (cache: object) =>
    sdk.chat.completions.create(chat(PROMPT, { cache }) as ReturnType<typeof chat> & { messages: [] });
  await ask({});
  await ask({ "no-cache": true });
  await ask({});
  expect(standIn.seen).toHaveLength(2);
  await expect(ask({ ttl: "soon" })).rejects.toMatchObject({
    status: 400,
    type: "invalid_request_error",
    message: expect.stringContaining("cache.ttl"),
  });
  expect(standIn.seen).toHaveLength(2);
});

test("without the switch the names of other gateways are ordinary headers and fields, which the provider gets", async () => {
  const { standIn, post } = await startedProxy();
  const reply = await post(PATH, chat(PROMPT, { cache: { ttl: 1 } }), { "cf-aig-skip-cache": "true" });
  expect(reply.headers.has("cf-aig-cache-status")).toBe(false);
  expect(standIn.seen[0]?.headers["cf-aig-skip-cache"]).toBe("true");
  expect(standIn.seen[0]?.body.cache).toEqual({ ttl: 1 });
});
