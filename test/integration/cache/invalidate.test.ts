import { describe, expect, it } from "vitest";
import type { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { OctavecError } from "../../../src/errors/index.js";
import type { VectorClient } from "../../../src/index.js";
import { openCache } from "../../helpers/cache.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";

const ASKED = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";
const OTHER = "what is the weather in Paris";

async function isServed(cache: SemanticCache, request: { prompt: string; scope?: { model: string } }) {
  return (await cache.lookup(request)).hit;
}

/** Keys of the cache that hold anything of entries; what is left when all of them are gone is of no size. */
async function entryKeys(client: VectorClient, namespace: string): Promise<string[]> {
  const keys = await client.sendCommand(["KEYS", `{${namespace}:*`]);
  return (Array.isArray(keys) ? keys.map(String) : []).filter((key) =>
    /:\d+:(e|v|exp|use|own|l)\b/.test(key),
  );
}

/** Writes events that concern nobody. */
async function writeEvents(client: VectorClient, namespace: string, count: number, ...trim: string[]) {
  const stream = `{${namespace}:acme:cache}:ev`;
  const event = ["XADD", stream, ...trim, "*", "entry", "x".repeat(43)];
  await client.executor.pipeline(Array.from({ length: count }, () => event));
}

/** As if so many things had been invalidated that the oldest were forgotten. */
async function forget(client: VectorClient, namespace: string) {
  const things = Array.from({ length: 10_000 }, (_, index) => ["9e15", `thing ${index}`]).flat();
  await client.sendCommand(["ZADD", `{${namespace}:acme:cache}:inv`, ...things]);
  return () => client.sendCommand(["DEL", `{${namespace}:acme:cache}:inv`]);
}

onEachServer(({ url }) => {
  describe("invalidate", () => {
    it("removes one entry from every tier and leaves its neighbours", async () => {
      const { cache, client, namespace, another } = await openCache(url, { threshold: 0.8 });
      const stored = await cache.store({ prompt: ASKED, response: "old" });
      await cache.store({ prompt: OTHER, response: "sunny" });
      const entryId = stored.stored ? stored.entryId : "";
      expect(await cache.invalidate({ entryId })).toEqual({ entries: 1 });
      expect(await cache.invalidate({ entryId })).toEqual({ entries: 0 });
      for (const one of [cache, another()]) {
        expect(await isServed(one, { prompt: ASKED })).toBe(false);
        expect(await isServed(one, { prompt: REWORDED })).toBe(false);
        expect(await isServed(one, { prompt: OTHER })).toBe(true);
      }
      await cache.invalidate({
        entryId: ((await cache.lookup({ prompt: OTHER })) as { entryId: string }).entryId,
      });
      expect(await entryKeys(client, namespace)).toEqual([]);
    });

    it("removes all entries with a tag, however many, and nothing else", async () => {
      const { cache, client, namespace, another } = await openCache(url);
      const prompts = Array.from({ length: 300 }, (_, index) => `question number ${index}`);
      await Promise.all(
        prompts.map((prompt, index) =>
          cache.store({ prompt, response: "old", tags: index % 3 === 0 ? ["keep"] : ["drop", "keep"] }),
        ),
      );
      expect(await cache.invalidate({ tag: "drop" })).toEqual({ entries: 200 });
      for (const one of [cache, another()]) {
        const served = await Promise.all(prompts.map((prompt) => isServed(one, { prompt })));
        expect(served).toEqual(prompts.map((_, index) => index % 3 === 0));
      }
      expect(await client.sendCommand(["HGET", `{${namespace}:acme:cache}:0:sum`, "entries"])).toBe("100");
      expect(await cache.invalidate({ tag: "keep" })).toEqual({ entries: 100 });
      expect(await cache.invalidate({ tag: "keep" })).toEqual({ entries: 0 });
      expect(await entryKeys(client, namespace)).toEqual([]);
    });

    it("removes all answers of a model", async () => {
      const { cache } = await openCache(url);
      await cache.store({ prompt: ASKED, scope: { model: "large" }, response: "old" });
      await cache.store({ prompt: ASKED, scope: { model: "small" }, response: "other" });
      expect(await cache.invalidate({ model: "large" })).toEqual({ entries: 1 });
      expect(await isServed(cache, { prompt: ASKED, scope: { model: "large" } })).toBe(false);
      expect(await isServed(cache, { prompt: ASKED, scope: { model: "small" } })).toBe(true);
    });

    it("flushes everything at once, by `all` and by its tenant's name, and can be filled anew", async () => {
      const { cache, client, namespace, another } = await openCache(url);
      const fresh = another();
      for (const [index, target] of [{ all: true } as const, { tenant: "acme" }].entries()) {
        await cache.store({ prompt: ASKED, response: "old" });
        await cache.store({ prompt: OTHER, response: "sunny" });
        expect(await cache.invalidate(target)).toEqual({ entries: 2 });
        expect(await isServed(cache, { prompt: ASKED })).toBe(false);
        expect(await isServed(fresh, { prompt: REWORDED })).toBe(false);
        const old = await client.sendCommand(["SMEMBERS", `{${namespace}:acme:cache}:old`]);
        expect(old).toContain(String(index));
      }
      await cache.store({ prompt: ASKED, response: "new" });
      expect(await fresh.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "new" });
    });

    it("an answer that was asked for before is not stored after it", async () => {
      const { cache, another } = await openCache(url);
      const targets = [{ tag: "faq" }, { model: "large" }, { all: true }] as const;
      for (const target of targets) {
        const made = await cache.wrap(
          { prompt: ASKED, scope: { model: "large" }, tags: ["faq"] },
          async () => {
            await another().invalidate(target);
            return { response: "old" };
          },
        );
        expect(made).toMatchObject({ hit: false, response: "old", notStored: "outdated" });
        expect(await isServed(another(), { prompt: ASKED, scope: { model: "large" } })).toBe(false);
      }
      const unconcerned = await cache.wrap(
        { prompt: ASKED, scope: { model: "large" }, tags: ["faq"] },
        async () => {
          await another().invalidate({ tag: "another" });
          await another().invalidate({ model: "small" });
          return { response: "new" };
        },
      );
      expect(unconcerned.notStored).toBeUndefined();
    });

    it("an answer is also not stored when it cannot be known whether it was invalidated meanwhile", async () => {
      const { cache, client, namespace } = await openCache(url, { memory: false });
      const stream = `{${namespace}:acme:cache}:ev`;
      await writeEvents(client, namespace, 1);
      const meanwhile = {
        "trimmed away": () => writeEvents(client, namespace, 3, "MAXLEN", "1"),
        "more things were invalidated than are remembered": () => forget(client, namespace),
        "the stream was deleted": () => client.sendCommand(["DEL", stream]),
      };
      for (const [name, happens] of Object.entries(meanwhile)) {
        let undo: unknown;
        const made = await cache.wrap({ prompt: `${ASKED} ${name}` }, async () => {
          undo = await happens();
          return { response: "old" };
        });
        if (typeof undo === "function") await undo();
        expect([name, made.notStored]).toEqual([name, "outdated"]);
      }
      const after = await cache.wrap({ prompt: ASKED }, async () => {
        await writeEvents(client, namespace, 100);
        return { response: "new" };
      });
      expect(after.notStored).toBeUndefined();
    });

    it("refuses what does not name exactly one thing, before anything is sent", async () => {
      const { cache } = await openCache(url);
      const targets: unknown[] = [
        {},
        { tag: "a", model: "b" },
        { all: false },
        { tag: "" },
        { model: "" },
        { entryId: "short" },
        { tenant: "" },
        { everything: true },
        undefined,
      ];
      for (const target of targets) {
        // @ts-expect-error: what untyped callers may pass.
        await expect(cache.invalidate(target)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
      }
    });
  });
});

it("invalidate rejects with a coded error when Redis cannot be asked", async () => {
  const redis = await startedRedis();
  const { cache } = await openCache(
    redis.url,
    {},
    { commandTimeoutMs: 300, acquireTimeoutMs: 300, retry: { maxRetries: 0 } },
  );
  await cache.store({ prompt: ASKED, response: "old", tags: ["faq"] });
  await redis.kill();
  for (const target of [{ tag: "faq" }, { all: true } as const, { entryId: "x".repeat(43) }]) {
    await expect(cache.invalidate(target)).rejects.toBeInstanceOf(OctavecError);
  }
});
