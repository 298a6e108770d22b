import { expect, it } from "vitest";
import { ENTRIES, ENTRY, guardedGateway, KEY, post } from "../../helpers/guarded-gateway.js";
import { rawRequest } from "../../helpers/raw-http.js";

it.each<[string, string, number, string, string?]>([
  ["JSON that ends too early", post('{"prompt":"how'), 400, "/errors/invalid-data"],
  [
    "text in the place of JSON",
    post("prompt=how", { "content-type": "text/plain" }),
    400,
    "/errors/invalid-data",
  ],
  [
    "a form",
    post("prompt=how", { "content-type": "multipart/form-data; boundary=x" }),
    400,
    "/errors/invalid-data",
  ],
  ["no body", post(""), 400, "/errors/invalid-data", "body"],
  ["a list", post("[]"), 400, "/errors/invalid-data", "body"],
  ["null", post("null"), 400, "/errors/invalid-data", "body"],
  ["lists in lists", post("[".repeat(500) + "]".repeat(500)), 400, "/errors/invalid-data", "body"],
  ["no prompt", post('{"response":"By card."}'), 400, "/errors/invalid-data", "prompt"],
  ["a prompt of another type", post('{"prompt":{},"response":"x"}'), 400, "/errors/invalid-data", "prompt"],
  ["a blank prompt", post('{"prompt":" ","response":"x"}'), 400, "/errors/invalid-data", "prompt"],
  [
    "a life that is no number",
    post('{"prompt":"a","response":"x","ttlMillis":"1"}'),
    400,
    "/errors/invalid-data",
    "ttlMillis",
  ],
  [
    "an attribute that the cache does not have",
    post('{"prompt":"a","response":"x","attributes":{"constructor":"1"}}'),
    400,
    "/errors/invalid-data",
  ],
  [
    "an attribute with the name of the prototype",
    post('{"prompt":"a","response":"x","attributes":{"__proto__":"1"}}'),
    400,
    "/errors/invalid-data",
  ],
  ["a body over the limit", post(" ".repeat(2_000)), 413, "/errors/payload-too-large"],
  [
    "a body over the limit in chunks",
    `${rawRequest(ENTRIES, { headers: { ...KEY, connection: "close" } }).replace("content-length: 0", "transfer-encoding: chunked")}7d0\r\n${" ".repeat(2_000)}\r\n0\r\n\r\n`,
    ...([413, "/errors/payload-too-large"] as const),
  ],
  [
    "an unknown cache",
    rawRequest(`/v1/caches/${"f".repeat(32)}/entries`, {
      body: ENTRY,
      headers: { ...KEY, connection: "close" },
    }),
    404,
    "/errors/cache/not-found",
  ],
  [
    "an id of a cache that leads elsewhere",
    rawRequest("/v1/caches/..%2f..%2fhealth/entries", {
      body: ENTRY,
      headers: { ...KEY, connection: "close" },
    }),
    404,
    "/errors/cache/not-found",
  ],
  [
    "an unknown path",
    rawRequest("/v2/caches", { body: ENTRY, headers: { connection: "close" } }),
    404,
    "/errors/resource/not-found",
  ],
  [
    "a path that cannot be decoded",
    rawRequest("/v1/caches/%ff/entries", { body: ENTRY, headers: { connection: "close" } }),
    400,
    "/errors/invalid-data",
  ],
  [
    "a method that the path does not have",
    rawRequest(ENTRIES, { method: "PUT", body: ENTRY, headers: { connection: "close" } }),
    404,
    "/errors/resource/not-found",
  ],
  [
    "no key",
    rawRequest(ENTRIES, { body: ENTRY, headers: { connection: "close" } }),
    401,
    "/errors/authentication-failed",
  ],
  ["a wrong key", post(ENTRY, { authorization: "Bearer support-kez" }), 401, "/errors/authentication-failed"],
  ["an empty key", post(ENTRY, { authorization: "Bearer " }), 401, "/errors/authentication-failed"],
  [
    "a key of another scheme",
    post(ENTRY, { authorization: "Basic c3VwcG9ydC1rZXk=" }),
    401,
    "/errors/authentication-failed",
  ],
  [
    "a long key",
    post(ENTRY, { authorization: `Bearer ${"k".repeat(1_500)}` }),
    401,
    "/errors/authentication-failed",
  ],
  [
    "a key of the control plane that nobody made",
    post(ENTRY, { authorization: `Bearer oct_${"a".repeat(32)}_${"b".repeat(43)}` }),
    401,
    "/errors/authentication-failed",
  ],
])("%s gets the published error, and nothing is stored", async (_, text, status, type, field) => {
  const { send, expectUnharmed } = await guardedGateway();
  const reply = await send(text);
  expect(reply).toMatchObject({ status, body: { status, type } });
  if (field !== undefined) {
    expect(reply).toMatchObject({ body: { fields: [expect.objectContaining({ field })] } });
  }
  await expectUnharmed();
});

/** A question for every interface. */
const CHAT = JSON.stringify({
  model: "known",
  max_tokens: 100,
  messages: [{ role: "user", content: "how do I pay" }],
  contents: [{ role: "user", parts: [{ text: "how do I pay" }] }],
});
const FORMS = [
  ["openai", "/openai/v1/chat/completions", (type: string) => ({ error: { type, param: null, code: null } })],
  ["anthropic", "/anthropic/v1/messages", (type: string) => ({ type: "error", error: { type } })],
  ["google", "/google/v1beta/models/known:generateContent", (status: string) => ({ error: { status } })],
] as const;
const TYPES = {
  413: ["invalid_request_error", "request_too_large", "INVALID_ARGUMENT"],
  404: ["invalid_request_error", "not_found_error", "NOT_FOUND"],
  400: ["invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"],
} as const;

it.each(FORMS.map((form, place) => [...form, place] as const))(
  "the proxy refuses in the form of %s",
  async (_, path, form, place) => {
    const { send, standIn, expectUnharmed } = await guardedGateway();
    const headers = { "content-type": "application/json", connection: "close" };
    const refused: [keyof typeof TYPES, string][] = [
      [413, rawRequest(path, { headers, body: " ".repeat(2_000) })],
      [404, rawRequest(path.replace("known", "other"), { headers, body: CHAT.replace("known", "other") })],
      [404, rawRequest(`http://elsewhere.example${path}`, { headers, body: CHAT })],
      [404, rawRequest(`http://@elsewhere.example${path}`, { headers, body: CHAT })],
      [404, rawRequest(`${path.slice(0, path.indexOf("/", 1))}/../../admin`, { headers, body: CHAT })],
      [400, rawRequest(path, { headers: { ...headers, "x-octavec-threshold": "2" }, body: CHAT })],
    ];
    for (const [status, text] of refused) {
      const reply = await send(text);
      expect(reply, text.slice(0, 200)).toMatchObject({ status, body: form(TYPES[status][place] ?? "") });
    }
    expect(standIn.seen).toEqual([]);
    await expectUnharmed();
  },
);

it("a body that the proxy cannot read goes to the provider as it is, whose answer is not stored", async () => {
  const { send, standIn, expectUnharmed } = await guardedGateway();
  const headers = { "content-type": "application/json", connection: "close" };
  await send(rawRequest("/openai/v1/chat/completions", { headers, body: '{"model":' }));
  expect(standIn.seen).toHaveLength(1);
  await expectUnharmed();
});

it("a deletion by an attribute with the name of the prototype deletes nothing", async () => {
  const { send } = await guardedGateway();
  const headers = { ...KEY, connection: "close" };
  expect((await send(post(ENTRY))).status).toBe(201);
  const body = '{"attributes":{"__proto__":"1"}}';
  expect((await send(rawRequest(ENTRIES, { method: "DELETE", headers, body }))).status).toBe(400);
  const search = rawRequest(`${ENTRIES}/search`, { headers, body: '{"prompt":"how do I pay"}' });
  expect(await send(search)).toMatchObject({ body: { data: [{ response: "By card." }] } });
});

it("the rule of a field says whether it is missing or has another type", async () => {
  const { send } = await guardedGateway();
  const rulesOf = async (body: string) => (await send(post(body))).body;
  expect(await rulesOf('{"response":"x"}')).toMatchObject({
    fields: [{ field: "prompt", rule: "required" }],
  });
  expect(await rulesOf('{"prompt":1,"response":"x"}')).toMatchObject({
    fields: [{ field: "prompt", rule: "type" }],
  });
});
