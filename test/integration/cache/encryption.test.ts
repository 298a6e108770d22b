import { expect, inject, it } from "vitest";
import type { OctavecEvent } from "../../../src/index.js";
import { openCache } from "../../helpers/cache.js";
import { countsOf, tenantKeys } from "../../helpers/cache-keys.js";
import { encryptionKeys } from "../../helpers/encryption.js";
import { dumpOfServer } from "../../helpers/server-dump.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";

const ASKED = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";
const OTHER = "what is the weather like in Paris";

onEachServer(({ url }) => {
  it("an encrypted cache finds answers by their question and by meaning, and knows their tags and parts", async () => {
    const { cache, another } = await openCache(url, { threshold: 0.8, encryption: encryptionKeys("a") });
    const structured = { content: [{ type: "text", text: "By mail." }], finishReason: "stop" };
    await cache.store({ prompt: ASKED, response: structured, tags: ["faq"], usage: { outputTokens: 7 } });
    const held = { hit: true, response: "By mail.", structured, tags: ["faq"], usage: { outputTokens: 7 } };
    expect(await another().lookup({ prompt: ASKED })).toMatchObject({ ...held, tier: "exact" });
    expect(await another().lookup({ prompt: REWORDED })).toMatchObject({ ...held, tier: "semantic" });
    const byAgreement = another({ decision: "agreement" });
    expect(await byAgreement.lookup({ prompt: REWORDED })).toMatchObject({ hit: false });
    const { candidates } = await another().explain({ prompt: REWORDED }, { includeText: true });
    expect(candidates).toMatchObject([{ prompt: ASKED }]);
    expect(await cache.find({ text: "mail" })).toMatchObject([{ prompt: ASKED, response: "By mail." }]);
    await cache.invalidate({ tag: "faq" });
    expect(await another().lookup({ prompt: ASKED })).toMatchObject({ hit: false });
  });

  it("the policy that compares words reads them from the ciphertext", async () => {
    const { cache, another } = await openCache(url, { threshold: 0.7, encryption: encryptionKeys("a") });
    await cache.store({ prompt: ASKED, response: "By mail.", answerId: "one" });
    await cache.store({ prompt: `${ASKED} now`, response: "By mail.", answerId: "one" });
    const seen: number[] = [];
    const reader = another({
      decision: {
        name: "words",
        neighbours: 10,
        decide: (query, neighbours) => {
          const own = new Set(query.wordHashes);
          for (const { wordHashes } of neighbours)
            seen.push(wordHashes.filter((hash) => own.has(hash)).length);
          return { serve: neighbours[0]?.entryId, reason: "first" };
        },
      },
    });
    expect(await reader.lookup({ prompt: REWORDED })).toMatchObject({ hit: true });
    expect(seen).toHaveLength(2);
    expect(seen.every((shared) => shared >= 3)).toBe(true);
  });

  it("an entry of a key that is gone is a miss with an event, and the next answer takes its place", async () => {
    const [before, now] = [encryptionKeys("old"), encryptionKeys("new")];
    const { cache, another, client, namespace } = await openCache(url, { encryption: before });
    await cache.store({ prompt: ASKED, response: "old" });
    const events: OctavecEvent[] = [];
    const stop = client.subscribe((event) => events.push(event));
    const reader = another({ encryption: now });
    expect(await reader.lookup({ prompt: ASKED })).toMatchObject({ hit: false, reason: "not-found" });
    stop();
    expect(events).toContainEqual(
      expect.objectContaining({ type: "background-failure", job: "decrypt", code: "DECRYPTION_FAILED" }),
    );
    const made = await reader.wrap({ prompt: ASKED }, async () => ({ response: "new" }));
    expect(made).toMatchObject({ hit: false, response: "new" });
    expect(await another({ encryption: now }).lookup({ prompt: ASKED })).toMatchObject({ response: "new" });
    expect(await countsOf(client, tenantKeys(namespace))).toMatchObject({ entries: 1, indexed: [1, 1, 1] });
  });

  it("after a rotation old entries are read, new ones use the new key, and a warm-up encrypts all anew", async () => {
    const before = encryptionKeys("old");
    const { cache, another } = await openCache(url, { threshold: 0.8, encryption: before });
    await cache.store({ prompt: ASKED, response: "first" });
    const both = { keys: { ...before.keys, ...encryptionKeys("new").keys }, current: "new" };
    const only = { keys: { new: both.keys.new ?? "" }, current: "new" };
    const rotated = another({ encryption: both });
    expect(await rotated.lookup({ prompt: REWORDED })).toMatchObject({ hit: true, response: "first" });
    await rotated.store({ prompt: OTHER, response: "second" });
    expect(await another({ encryption: only }).lookup({ prompt: OTHER })).toMatchObject({ hit: true });
    expect(await another({ encryption: only }).lookup({ prompt: ASKED })).toMatchObject({ hit: false });
    expect(await rotated.warm(rotated.export())).toMatchObject({ done: 2, failed: 0 });
    expect(await another({ encryption: only }).lookup({ prompt: REWORDED })).toMatchObject({
      hit: true,
      response: "first",
    });
  });

  it("a ciphertext that was changed, or put under another entry or tenant, is a miss and stays where it is", async () => {
    const { cache, client, another, namespace } = await openCache(url, { encryption: encryptionKeys("a") });
    const first = await cache.store({ prompt: ASKED, response: "first" });
    const second = await cache.store({ prompt: OTHER, response: "second" });
    await cache.forTenant("other").store({ prompt: ASKED, response: "theirs" });
    if (!first.stored || !second.stored) throw new Error("not stored");
    const keys = tenantKeys(namespace);
    const theirs = tenantKeys(namespace, "other").entry(first.entryId);
    const contentOf = (key: string) => client.executor.send(["HGET", key, "r"], { binary: true });
    const own = (await contentOf(keys.entry(first.entryId))) as Buffer;
    const changed = Buffer.from(own);
    changed[changed.length - 20] = changed[changed.length - 20]! ^ 1;
    for (const put of [await contentOf(keys.entry(second.entryId)), await contentOf(theirs), changed]) {
      await client.executor.send(["HSET", keys.entry(first.entryId), "r", put as Buffer]);
      expect(await another().lookup({ prompt: ASKED })).toMatchObject({ hit: false });
      expect(await another().lookup({ prompt: REWORDED })).toMatchObject({ hit: false });
    }
    await client.executor.send(["HSET", keys.entry(first.entryId), "r", own]);
    expect(await another().lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "first" });
  });

  it("caches with and without keys on one server do not serve each other's entries, and neither fails", async () => {
    const { cache, another } = await openCache(url, { threshold: 0.8 });
    const encrypted = () => another({ encryption });
    const encryption = encryptionKeys("a");
    await cache.store({ prompt: ASKED, response: "in clear" });
    expect(await encrypted().lookup({ prompt: ASKED })).toMatchObject({ hit: false });
    expect(await encrypted().lookup({ prompt: REWORDED })).toMatchObject({ hit: false });
    const wrapped = await encrypted().wrap({ prompt: ASKED }, async () => ({ response: "encrypted" }));
    expect(wrapped).toMatchObject({ hit: false, response: "encrypted" });
    expect(await encrypted().lookup({ prompt: REWORDED })).toMatchObject({ response: "encrypted" });
    expect(await another().lookup({ prompt: ASKED })).toMatchObject({ hit: false });
    expect(await another().lookup({ prompt: REWORDED })).toMatchObject({ hit: false });
    const again = await another().wrap({ prompt: ASKED }, async () => ({ response: "in clear again" }));
    expect(again).toMatchObject({ hit: false, response: "in clear again" });
  });
});

it("an export is in clear and moves entries into a cache with other keys, or with none", async () => {
  const { cache, another } = await openCache(inject("redisUrl"), { encryption: encryptionKeys("a") });
  await cache.store({ prompt: ASKED, response: "By mail.", tags: ["faq"] });
  const rows = [];
  for await (const row of cache.export()) rows.push(row);
  expect(rows).toMatchObject([{ prompt: ASKED, response: "By mail.", tags: ["faq"] }]);
  for (const encryption of [encryptionKeys("b"), undefined]) {
    const target = another({ tenant: "moved", encryption });
    expect(await target.warm(rows)).toMatchObject({ done: 1 });
    expect(await target.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "By mail." });
  }
});

it("nothing that a server holds after stores, streams, hits, refreshes, leases and feedback has a text in clear", async () => {
  const redis = await startedRedis();
  const encryption = encryptionKeys("a");
  const { cache, another, client } = await openCache(redis.url, {
    ...{ threshold: 0.8, encryption, staleWhileRevalidateMs: 60_000, separateByTags: true },
    keySecret: "a secret of sixteen or more",
  });
  const CANARIES = ["zebra", "quokka", "narwhal", "ocelot", "lemur", "capybara", "Pangolin"];
  const ask = { prompt: "does the zebra like the quokka of my account", tags: ["capybara"] };
  await cache.store({ ...ask, scope: { model: "Pangolin" }, response: "the narwhal answers" });
  await cache.store({
    prompt: { code: "zebra(quokka)" },
    response: { content: [{ type: "text", text: "ocelot" }] },
  });
  const wrapped = { prompt: "where is the zebra", tags: ["capybara"] };
  const produce = async () => {
    // Another process waits for this answer meanwhile.
    const waiting = another().wrap(wrapped, async () => ({ response: "never" }));
    return { response: "the lemur", usage: { outputTokens: 3 }, waiting };
  };
  let waiting: Promise<unknown> | undefined;
  await cache.wrap(wrapped, async () => {
    const made = await produce();
    waiting = made.waiting;
    return { response: made.response, usage: made.usage };
  });
  expect(await waiting).toMatchObject({ response: "the lemur" });
  const { stream } = await cache.wrapStream({ prompt: "stream of the ocelot" }, async function* () {
    yield* ["the ", "narwhal ", "streams"];
  });
  for await (const _ of stream);
  const hit = await another().lookup({ ...ask, scope: { model: "Pangolin" } });
  if (!hit.hit) throw new Error("no hit");
  await cache.feedback(hit.entryId, { correct: true });
  await cache.lookup({ prompt: "a lemur that nobody answered" });
  await another().warm(cache.export());
  const { keys, bytes } = await dumpOfServer(client);
  expect(keys).toBeGreaterThan(10);
  const text = bytes.toString("latin1").toLowerCase();
  for (const canary of CANARIES) expect(text, canary).not.toContain(canary.toLowerCase());
  // The same search finds the texts of a cache without keys.
  await another({ encryption: undefined, tenant: "plain" }).store({ ...ask, response: "narwhal" });
  const plain = (await dumpOfServer(client)).bytes.toString("latin1");
  for (const word of ["zebra", "quokka", "narwhal", "capybara"]) expect(plain).toContain(word);
});
