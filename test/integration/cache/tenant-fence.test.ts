import { expect, it, onTestFinished } from "vitest";
import { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { evidence } from "../../../src/learning/index.js";
import { aclRole } from "../../helpers/acl-roles.js";
import { NO_SWEEP, type TestCacheOptions } from "../../helpers/cache.js";
import { tenantKeys } from "../../helpers/cache-keys.js";
import { openClient } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { eventually } from "../../helpers/processes.js";
import { onEachServer } from "../../helpers/servers.js";
import { sweepNow } from "../../helpers/sweep.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const PASSWORD = "hush";
const ASKED = "how do I reset the password of my account";
const REWORDED = `${ASKED} please`;
const FENCED = { hit: false, reason: "unavailable", why: { errorCode: "NOT_AUTHORIZED" } };

onEachServer(({ url }) => {
  it("a user fenced in to a tenant that is an e-mail address reaches that tenant and no other", async () => {
    const admin = await openClient(url);
    const namespace = uniquePrefix("fence");
    const username = uniquePrefix("cache");
    const fence = `${namespace}:alice%40example.com`;
    await admin.sendCommand(aclRole("cache", { username, password: PASSWORD, namespace: fence }).command);
    onTestFinished(async () => {
      await admin.sendCommand(["ACL", "DELUSER", username]);
    });
    const client = await openClient(url, { username, password: PASSWORD });
    const cache = new SemanticCache({
      client,
      embedder: createTestEmbedder({ dimension: 32 }),
      namespace,
      timeoutMs: 5_000,
    });
    onTestFinished(() => cache.close());
    const alice = cache.forTenant("alice@example.com");
    expect(await alice.store({ prompt: ASKED, response: "hers" })).toMatchObject({ stored: true });
    expect(await alice.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "hers" });
    for (const tenant of ["alice%40example.com", "alice@example.com:x", "alice@example.co", "*"]) {
      expect(await cache.forTenant(tenant).lookup({ prompt: ASKED })).toMatchObject(FENCED);
    }
  });

  it("a user fenced in by the documented rule can do all that a cache does for its tenant, and nothing for another", async () => {
    const admin = await openClient(url);
    const namespace = uniquePrefix("fence");
    const username = uniquePrefix("cache");
    const role = aclRole("cache", { username, password: PASSWORD, namespace: `${namespace}:acme` });
    await admin.sendCommand(role.command);
    onTestFinished(async () => {
      await admin.sendCommand(["ACL", "DELUSER", username]);
    });
    const client = await openClient(url, { username, password: PASSWORD });
    const open = (from: typeof client, { timings, ...more }: TestCacheOptions = {}) => {
      const cache = new SemanticCache(
        {
          client: from,
          embedder: createTestEmbedder({ dimension: 32 }),
          namespace,
          tenant: "acme",
          timeoutMs: 5_000,
          threshold: 0.8,
          ...more,
        },
        { sweepIntervalMs: 20, sweepBatchSize: 50, ...timings },
      );
      onTestFinished(() => cache.close());
      return cache;
    };
    // Another tenant, and one whose name begins the same.
    const others = ["other", "acme2"].map((tenant) => open(admin, { tenant, timings: NO_SWEEP }));
    for (const other of others) await other.store({ prompt: ASKED, response: "theirs" });
    const cache = open(client, { maxEntries: 3, eviction: "importance", ttlMode: "sliding" });
    const keys = tenantKeys(namespace);

    const stored = await cache.store({
      prompt: ASKED,
      response: "ours",
      tags: ["faq"],
      scope: { model: "m" },
    });
    expect(stored).toMatchObject({ stored: true });
    await cache.store({ prompt: ASKED, response: "ours again", scope: { model: "m" } });
    for (const prompt of [ASKED, REWORDED]) {
      const fresh = open(client);
      expect(await fresh.lookup({ prompt, scope: { model: "m" } })).toMatchObject({ hit: true });
      await fresh.close();
    }
    expect(await cache.wrap({ prompt: "new" }, async () => ({ response: "made" }))).toMatchObject({
      response: "made",
    });
    expect(await cache.stats()).toMatchObject({ tenant: "acme" });
    expect(await cache.explain({ prompt: REWORDED, scope: { model: "m" } })).toBeDefined();
    const id = stored.stored ? stored.entryId : "";
    const exported = [];
    for await (const entry of cache.export()) exported.push(entry);
    await cache.warm(exported);
    await cache.warmMemory();
    await cache.feedback(id, { correct: true });
    await cache.feedback(id, { correct: false, remove: true });
    for (const prompt of ["one", "two", "three"]) {
      expect(await cache.store({ prompt, response: "ours", ttlMs: 1 })).toMatchObject({ stored: true });
    }
    await eventually("swept", async () => {
      const left = await admin.sendCommand(["HGET", `${keys.prefix}sum`, "entries"]);
      return Number(left) < 3;
    });
    for (const target of [{ tag: "faq" }, { model: "m" }, { entryId: id }, { all: true }] as const) {
      expect(await cache.invalidate(target)).toBeDefined();
    }
    // Only entries that are there need the rights to look for a label, and for what is on probation.
    await cache.store({ prompt: ASKED, response: "ours", tags: ["faq"] });
    expect(await cache.invalidate({ tag: "faq" })).toEqual({ entries: 1 });
    const guarded = open(client, { probation: {} });
    await guarded.store({ prompt: ASKED, response: "ours", writer: "w" });
    expect(await guarded.lookup({ prompt: REWORDED })).toMatchObject({ reason: "probation" });
    expect(await guarded.quarantine("w", { action: "remove" })).toEqual({ entries: 1, changed: true });
    await guarded.close();
    // In shadow mode every answer becomes a label.
    const decision = evidence({ shadow: true, syncMs: 10 });
    const learner = open(client, { decision });
    for (const prompt of [ASKED, REWORDED, ASKED]) {
      await learner.wrap({ prompt }, async () => ({ response: "learned" }));
    }
    expect(await decision.quality()).toMatchObject({ total: { lookups: 3 } });
    await decision.import(await decision.export());
    await decision.unlink(id);
    await decision.reset();
    await learner.close();
    await sweepNow(client, { namespace });
    await cache.clearTenant();
    await cache.close();
    const log = await admin.sendCommand(["ACL", "LOG"]);
    expect(JSON.stringify(log)).not.toContain(username);

    for (const tenant of ["other", "acme2"]) {
      const fenced = open(client, { tenant, timings: NO_SWEEP });
      expect(await fenced.lookup({ prompt: ASKED })).toMatchObject(FENCED);
      expect(await fenced.store({ prompt: ASKED, response: "mine" })).toEqual({
        stored: false,
        reason: "unavailable",
        errorCode: "NOT_AUTHORIZED",
      });
      expect(await codeOf(sweepNow(client, { namespace, tenant }))).toBe("NOT_AUTHORIZED");
      expect(await codeOf(fenced.clearTenant())).toBe("NOT_AUTHORIZED");
      // A script reaches no further than its user.
      const foreign = `${tenantKeys(namespace, tenant).base}g`;
      const script = ["EVAL", "return redis.call('GET', ARGV[1])", "1", `${keys.base}g`, foreign];
      expect(await codeOf(client.sendCommand(script))).toBe("NOT_AUTHORIZED");
    }
    for (const other of others) {
      expect(await open(admin, { tenant: "other" }).lookup({ prompt: ASKED })).toMatchObject({ hit: true });
      expect(await other.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "theirs" });
    }
  });
});
