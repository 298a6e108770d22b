import { expect, it, onTestFinished } from "vitest";
import { openClient } from "../../helpers/collection.js";
import { encryptionKeys } from "../../helpers/encryption.js";
import { CACHE_ID, startedGateway } from "../../helpers/gateway.js";
import { dumpOfServer } from "../../helpers/server-dump.js";
import { startedRedis } from "../../helpers/started-redis.js";

const { keys } = encryptionKeys("new", "old");
const KEYS = `new:${keys.new},old:${keys.old}`;
const PROMPT = "does the zebra like the quokka";

async function send(url: string, path: string, body: object, key = "admin-key"): Promise<unknown> {
  const reply = await fetch(url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  return reply.json();
}

it("the gateway encrypts the entries of its own caches and of those of the control plane", async () => {
  const redis = await startedRedis();
  const { url, adminUrl } = await startedGateway(
    {
      redis: redis.url,
      admin: { keyEnv: "ADMIN" },
      encryption: { keysEnv: "KEYS", keySecretEnv: "NAMES" },
      caches: [{ id: CACHE_ID, name: "first", attributes: ["animal"], strategies: ["exact", "semantic"] }],
    },
    { environment: { ADMIN: "admin-key", KEYS, NAMES: "a secret of names of keys" } },
  );
  const entry = { prompt: PROMPT, response: "the narwhal answers", attributes: { animal: "capybara" } };
  await send(url, `/v1/caches/${CACHE_ID}/entries`, entry);
  const made = (await send(adminUrl, "/v1/caches", {
    ...{ name: "second", databaseId: "redis", attributes: ["animal"] },
    ...{ defaultSearchThreshold: 0.9, defaultTtlMillis: -1 },
  })) as { cacheId: string };
  const { token } = (await send(adminUrl, "/v1/api-keys", {
    name: "shop",
    grants: [
      {
        ...{ product: "langcache", resourceType: "lc-cache", resourceId: made.cacheId },
        actions: ["read", "write"],
      },
    ],
  })) as { token: string };
  await send(url, `/v1/caches/${made.cacheId}/entries`, entry, token);
  for (const [id, secret] of [
    [CACHE_ID, undefined],
    [made.cacheId, token],
  ] as const) {
    expect(await send(url, `/v1/caches/${id}/entries/search`, { prompt: PROMPT }, secret)).toMatchObject({
      data: [{ prompt: PROMPT, response: "the narwhal answers", attributes: { animal: "capybara" } }],
    });
  }
  const client = await openClient(redis.url);
  const { bytes } = await dumpOfServer(client);
  const text = bytes.toString("latin1").toLowerCase();
  for (const canary of ["zebra", "quokka", "narwhal", "capybara"]) expect(text).not.toContain(canary);
});

it("a cache may have keys of its own, which a reload changes", async () => {
  const redis = await startedRedis();
  const cache = { id: CACHE_ID, name: "first", strategies: ["exact"] as const };
  const environment = { OWN: KEYS, ONLY_NEW: `new:${keys.new}`, ONLY_OLD: `old:${keys.old}` };
  const config = (keysEnv: string) => ({
    redis: redis.url,
    caches: [{ ...cache, encryption: { keysEnv } }],
  });
  const { url, gateway } = await startedGateway(config("ONLY_OLD"), { environment });
  onTestFinished(() => gateway.close());
  const path = `/v1/caches/${CACHE_ID}/entries`;
  await send(url, path, { prompt: PROMPT, response: "one" });
  const search = async () =>
    ((await send(url, `${path}/search`, { prompt: PROMPT })) as { data: unknown[] }).data.length;
  expect(await search()).toBe(1);
  await gateway.reload(config("ONLY_NEW"));
  expect(await search()).toBe(0);
  await gateway.reload(config("OWN"));
  expect(await search()).toBe(1);
  await expect(gateway.reload(config("MISSING"))).rejects.toMatchObject({ code: "INVALID_OPTIONS" });
  expect(await search()).toBe(1);
});

it.each([
  ["no keys", ""],
  ["a secret without an id", keys.new ?? ""],
  ["a secret that is too short", "new:short"],
  ["an id that occurs twice", `new:${keys.new},new:${keys.old}`],
  ["a secret in the place of an id", `${keys.new}${keys.old}:new`],
])(
  "%s in the variable of the keys is refused at the start, and the message shows nothing of it",
  async (_, text) => {
    const refused = await startedGateway(
      { encryption: { keysEnv: "KEYS" } },
      { environment: { KEYS: text } },
    ).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: "INVALID_OPTIONS" });
    expect(String(refused)).toContain("encryption.keysEnv");
    for (const secret of [keys.new, keys.old]) expect(String(refused)).not.toContain(secret);
  },
);
