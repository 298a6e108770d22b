import { LangCache } from "@redis-ai/langcache";
import * as errors from "@redis-ai/langcache/models/errors";
import { expect, it, vi } from "vitest";
import { CACHE_ID, startedGateway } from "../../helpers/gateway.js";
import { checkRepliesByDocument } from "../../helpers/openapi-replies.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

checkRepliesByDocument();

const ADMIN = "key-of-the-admin";
const QUESTION = "How do I reset my password?";
const NEW_CACHE = {
  name: "made",
  databaseId: "cache-primary",
  defaultSearchThreshold: 0.8,
  defaultTtlMillis: -1,
  attributes: ["lang"],
};

/** A gateway, and calls of its control plane. */
async function withControl(namespace = uniquePrefix("control"), config: object = {}) {
  const started = await startedGateway(
    { namespace, admin: { keyEnv: "ADMIN" }, caches: [{ id: CACHE_ID, name: "from-file" }], ...config },
    { environment: { ADMIN } },
  );
  async function call(method: string, path: string, body?: object, key = ADMIN) {
    const reply = await fetch(`${started.adminUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: text === "" ? undefined : JSON.parse(text) };
  }
  async function makeCache(fields: object = {}): Promise<string> {
    const { status, body } = await call("POST", "/v1/caches", { ...NEW_CACHE, ...fields });
    expect(status).toBe(201);
    return body.cacheId;
  }
  async function makeKey(cacheId: string, actions: string[]) {
    const grants = [{ product: "langcache", resourceType: "lc-cache", resourceId: cacheId, actions }];
    const { status, body } = await call("POST", "/v1/api-keys", { name: "a key", grants });
    expect(status).toBe(201);
    return body as { keyId: string; token: string; createdAt: number };
  }
  return { ...started, namespace, call, makeCache, makeKey };
}

it("a cache is made, shown, changed, emptied and deleted by the published paths", async () => {
  const { call, makeCache, makeKey, url } = await withControl();
  const cacheId = await makeCache();
  expect(cacheId).toMatch(/^[0-9a-f]{32}$/);
  const shown = {
    cacheId,
    ...NEW_CACHE,
    databaseName: "redis",
    searchStrategies: ["semantic"],
    embeddingProvider: "custom",
    embeddingModel: expect.stringContaining("test-embedder"),
    embeddingDimensions: 64,
    status: "READY",
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  };
  expect((await call("GET", `/v1/caches/${cacheId}`)).body).toEqual(shown);
  const { body: list } = await call("GET", "/v1/caches");
  expect(list.caches).toEqual([expect.objectContaining({ cacheId: CACHE_ID, name: "from-file" }), shown]);

  const { token } = await makeKey(cacheId, ["write"]);
  const sdk = new LangCache({ serverURL: url, cacheId, apiKey: token });
  await sdk.set({ prompt: QUESTION, response: "x", attributes: { lang: "en" } });
  const change = { defaultSearchThreshold: 0.5, defaultTtlMillis: 60_000, searchStrategies: ["exact"] };
  expect((await call("PATCH", `/v1/caches/${cacheId}`, change)).status).toBe(201);
  expect((await call("GET", `/v1/caches/${cacheId}`)).body).toEqual({ ...shown, ...change });
  expect((await sdk.search({ prompt: QUESTION })).data[0]?.searchStrategy).toBe("exact");

  expect((await call("DELETE", `/v1/caches/${cacheId}/entries`)).status).toBe(204);
  expect((await sdk.search({ prompt: QUESTION })).data).toEqual([]);
  expect((await call("DELETE", `/v1/caches/${cacheId}?flush=true`)).status).toBe(200);
  expect((await call("GET", `/v1/caches/${cacheId}`)).body).toMatchObject({
    status: 404,
    type: "/errors/resource-not-found",
  });
  await expect(sdk.search({ prompt: QUESTION })).rejects.toThrow(errors.NotFoundErrorResponseContent);

  expect((await call("GET", "/v1/embedding-providers")).body).toEqual({
    embeddingProviders: [{ name: "custom", models: [{ name: shown.embeddingModel, dimensions: 64 }] }],
  });
});

it("another process sees caches and keys at once, and a revoked key soon", async () => {
  const first = await withControl();
  const second = await withControl(first.namespace);
  const cacheId = await first.makeCache();
  const { keyId, token } = await first.makeKey(cacheId, ["read", "write"]);
  const sdk = new LangCache({ serverURL: second.url, cacheId, apiKey: token });
  await sdk.set({ prompt: QUESTION, response: "x" });
  expect((await sdk.search({ prompt: QUESTION })).data).toHaveLength(1);

  expect((await first.call("DELETE", `/v1/api-keys/${keyId}`)).status).toBe(204);
  await vi.waitFor(
    () => expect(sdk.search({ prompt: QUESTION })).rejects.toThrow(errors.AuthenticationErrorResponseContent),
    { timeout: 10_000 },
  );
});

it("a key opens what it was granted, and after its rotation only the new token counts", async () => {
  const { call, makeCache, makeKey, url } = await withControl();
  const [cacheId, other] = [await makeCache(), await makeCache({ name: "other" })];
  const { keyId, token, createdAt } = await makeKey(cacheId, ["read"]);
  expect(Number.isInteger(createdAt)).toBe(true);
  const as = (apiKey: string, id = cacheId) => new LangCache({ serverURL: url, cacheId: id, apiKey });
  expect((await as(token).search({ prompt: QUESTION })).data).toEqual([]);
  await expect(as(token).flush()).rejects.toThrow(errors.ForbiddenErrorResponseContent);
  await expect(as(token, other).search({ prompt: QUESTION })).rejects.toThrow(
    errors.ForbiddenErrorResponseContent,
  );
  const { body: rotated } = await call("POST", `/v1/api-keys/${keyId}/rotate`);
  expect(rotated).toMatchObject({ keyId, token: expect.not.stringMatching(token) });
  expect((await as(rotated.token).search({ prompt: QUESTION })).data).toEqual([]);
  await expect(as(token).search({ prompt: QUESTION })).rejects.toThrow(
    errors.AuthenticationErrorResponseContent,
  );
  const { body: list } = await call("GET", "/v1/api-keys");
  expect(list.apiKeys).toEqual([expect.objectContaining({ keyId, name: "a key" })]);
  expect(JSON.stringify(list)).not.toContain("oct_");
  expect((await call("POST", `/v1/api-keys/${"0".repeat(32)}/rotate`)).status).toBe(404);
});

it("only the admin's key opens the control plane, and keys of clients do not", async () => {
  const { call, makeCache, makeKey, url } = await withControl();
  const { token } = await makeKey(await makeCache(), ["full"]);
  const keyless = await fetch(`${url}/v1/caches/${"0".repeat(32)}/health`);
  expect(keyless.status).toBe(401);
  for (const key of ["", "another-key", token]) {
    const { status, body } = await call("GET", "/v1/caches", undefined, key);
    expect(status).toBe(401);
    expect(body).toMatchObject({ type: "/errors/authentication-failed", title: expect.any(String) });
  }
  expect((await fetch(`${url}/v1/caches`)).status).toBe(404);
});

it("without an admin's key there is no control plane", async () => {
  const { adminUrl } = await startedGateway({});
  expect((await fetch(`${adminUrl}/v1/caches`)).status).toBe(404);
  expect((await fetch(`${adminUrl}/health/live`)).status).toBe(200);
});

it("data that breaks a rule, and changes of a cache of the file, are refused", async () => {
  const { call } = await withControl();
  const { status, body } = await call("POST", "/v1/caches", { ...NEW_CACHE, name: "", defaultTtlMillis: -2 });
  expect(status).toBe(400);
  expect(body.fields).toMatchObject([{ field: "name" }, { field: "defaultTtlMillis" }]);
  for (const method of ["PATCH", "DELETE"]) {
    const refused = await call(method, `/v1/caches/${CACHE_ID}`, {});
    expect(refused.body).toMatchObject({
      status: 400,
      detail: expect.stringContaining("configuration file"),
    });
  }
});

it("while Redis is down changes are refused with a time to wait, and caches of the file show a failure", async () => {
  const { call } = await withControl(undefined, { redis: "redis://127.0.0.1:1" });
  const { status, headers, body } = await call("POST", "/v1/caches", NEW_CACHE);
  expect(status).toBe(503);
  expect(headers.get("retry-after")).toBe("1");
  expect(body).toMatchObject({ type: "/errors/service-unavailable" });
  const { body: shown } = await call("GET", `/v1/caches/${CACHE_ID}`);
  expect(shown).toMatchObject({ status: "UNAVAILABLE", failure: { message: expect.any(String) } });
});
