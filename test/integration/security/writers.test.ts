import OpenAI from "openai";
import { expect, it } from "vitest";
import { CACHE_ID, startedGateway } from "../../helpers/gateway.js";
import { json, startStandIn } from "../../helpers/provider-stand-in.js";

const QUESTION = "what is the account number for refunds";
const REWORDED = "what is the account number for refunds today";

async function langCache(probation: boolean) {
  const { url } = await startedGateway(
    { caches: [{ id: CACHE_ID, name: "first", probation, keys: [{ env: "A" }, { env: "B" }] }] },
    { environment: { A: "key-of-a", B: "key-of-b" } },
  );
  const call = async (path: string, key: string, body: object) => {
    const headers = { authorization: `Bearer ${key}` };
    const reply = await fetch(`${url}/v1/caches/${CACHE_ID}/entries${path}`, {
      ...{ method: "POST", headers, body: JSON.stringify(body) },
    });
    return { status: reply.status, body: (await reply.json()) as { data?: { response: string }[] } };
  };
  return {
    set: (key: string, prompt: string, response: string) => call("", key, { prompt, response }),
    search: async (prompt: string) => {
      const { body } = await call("/search", "key-of-b", { prompt, similarityThreshold: 0.8 });
      return body.data?.map(({ response }) => response);
    },
  };
}

it("an entry of one key is served to reworded questions only when a second key agrees", async () => {
  const { set, search } = await langCache(true);
  expect((await set("key-of-a", QUESTION, "666")).status).toBe(201);
  expect(await search(QUESTION)).toEqual(["666"]);
  expect(await search(REWORDED)).toEqual([]);
  expect(await set("key-of-b", QUESTION, "1")).toMatchObject({ status: 403 });
  expect((await set("key-of-b", QUESTION, "666")).status).toBe(201);
  expect(await search(REWORDED)).toEqual(["666"]);
});

it("without the option entries are served as before", async () => {
  const { set, search } = await langCache(false);
  await set("key-of-a", QUESTION, "666");
  expect(await search(REWORDED)).toEqual(["666"]);
});

it("answers of the proxy are on probation for the key that asked, until another key of its tenant gets the same", async () => {
  const standIn = await startStandIn();
  standIn.instead = (_, response) =>
    json(response, {
      ...{ id: "1", object: "chat.completion", created: 1, model: "gpt" },
      choices: [
        { index: 0, message: { role: "assistant", content: "42" }, logprobs: null, finish_reason: "stop" },
      ],
    });
  const upstream = { format: "openai", baseUrl: `${standIn.url}/v1`, models: ["*"], keyEnv: "U" } as const;
  const { url } = await startedGateway(
    {
      caches: [{ id: CACHE_ID, name: "first", threshold: 0.8, probation: true, keys: [{ env: "U" }] }],
      proxy: {
        ...{ cache: "first", upstreams: [{ name: "main", ...upstream }] },
        keys: [
          { env: "A", tenant: "team" },
          { env: "B", tenant: "team" },
        ],
      },
    },
    { environment: { A: "key-of-a", B: "key-of-b", U: "upstream-key" } },
  );
  const ask = async (apiKey: string, content: string) => {
    const sdk = new OpenAI({ apiKey, baseURL: `${url}/openai/v1`, maxRetries: 0 });
    const asked = sdk.chat.completions.create({ model: "gpt", messages: [{ role: "user", content }] });
    return (await asked.withResponse()).response.headers.get("x-octavec-cache");
  };
  expect(await ask("key-of-a", QUESTION)).toMatch(/miss/i);
  expect(await ask("key-of-a", `${QUESTION} now`)).toMatch(/miss/i);
  expect(await ask("key-of-b", REWORDED)).toMatch(/miss/i);
  expect(await ask("key-of-a", `${QUESTION} soon`)).toMatch(/hit/i);
});
