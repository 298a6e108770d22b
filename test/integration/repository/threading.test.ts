import { createClient } from "@redis/client";
import { expect, onTestFinished, test, vi } from "vitest";
import { openCache } from "../../helpers/cache.js";
import { openCollection } from "../../helpers/collection.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const DIMENSION = 256;

// Threads are unsafe on all versions tested here, so every search runs inline unless a thread is forced.
onEachServer(({ url }) => {
  test("every search, however long, is sent with NOTHREAD unless threads are forced and allowed", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: DIMENSION });
    const vectors = seededVectors(300, DIMENSION);
    await docs.upsertMany(vectors.map((vector, index) => ({ id: String(index), vector })));
    const options = { ...place, dimension: DIMENSION, threading: "threaded" } as const;
    const refusing = client.repository(options);
    const forced = client.repository({ ...options, allowUnsafeThreads: true });
    const seen = await searchesSeen(url, docs.key);

    const vector = vectors[0]!;
    const huge = { vector, ef: 20_000 };
    const refusal = { code: "UNSUPPORTED_SERVER" };
    await docs.search({ vector, limit: 11 });
    await docs.search({ ...huge, limit: 12 });
    await docs.search({ ...huge, limit: 13, threading: "inline" });
    await docs.search({ vector, limit: 14, exhaustive: true });
    await expect(docs.search({ vector, limit: 15, threading: "threaded" })).rejects.toMatchObject(refusal);
    await expect(refusing.search({ vector, limit: 16 })).rejects.toMatchObject(refusal);
    await refusing.search({ vector, limit: 17, threading: "auto" });
    await forced.search({ vector, limit: 18 });
    await forced.search({ ...huge, limit: 19, threading: "auto" });
    // The repository believes that the server is safe, as if the search went to a replica of an older version.
    const misinformed = docs.through((inner) => ({
      capabilities: { ...inner.capabilities, safeThreads: true },
      send: (command, sendOptions) => inner.send(command, sendOptions),
      pipeline: (steps, sendOptions) => inner.pipeline(steps, sendOptions),
    }));
    await misinformed.search({ vector, limit: 20, threading: "threaded" });

    await vi.waitFor(() => expect(seen).toHaveLength(8), { timeout: 5_000 });
    expect(Object.fromEntries(seen)).toEqual({
      11: "inline",
      12: "inline",
      13: "inline",
      14: "inline",
      17: "inline",
      18: "threaded",
      19: "inline",
      20: "inline",
    });
  });

  test("the cache never searches in a thread, be it by script or by plain commands", async () => {
    const { client, cache, namespace } = await openCache(url);
    await cache.store({ prompt: "how do I reset my password", response: "like this" });
    const username = uniquePrefix("no-scripts");
    await client.sendCommand(["ACL", "SETUSER", username, "on", ">hush", "~*", "&*", "+@all", "-@scripting"]);
    onTestFinished(async () => void (await client.sendCommand(["ACL", "DELUSER", username])));
    const plain = await openCache(url, { namespace }, { username, password: "hush" });

    const monitor = await createClient({ url }).connect();
    onTestFinished(() => monitor.destroy());
    const seen: string[] = [];
    await monitor.monitor((line) => {
      const text = String(line);
      if (!text.includes('"VSIM"') || !text.includes(namespace)) return;
      // Commands of a script run on the main thread, with or without NOTHREAD.
      const where = / lua\] /.test(text) ? "script" : "plain";
      seen.push(where === "script" || text.endsWith('"NOTHREAD"') ? where : "threaded");
    });
    await cache.lookup({ prompt: "how can I reset my password" });
    await plain.cache.lookup({ prompt: "how could I reset my password" });
    await vi.waitFor(() => expect(new Set(seen)).toEqual(new Set(["script", "plain"])), { timeout: 5_000 });
  });
});

/** The limit and mode of each search of the key that the server runs from now on. */
async function searchesSeen(url: string, key: string): Promise<[string, string][]> {
  const monitor = await createClient({ url }).connect();
  onTestFinished(() => monitor.destroy());
  const seen: [string, string][] = [];
  await monitor.monitor((line) => {
    if (!String(line).includes(`"VSIM" "${key}"`)) return;
    const limit = /"COUNT" "(\d+)"/.exec(String(line))?.[1] ?? "none";
    seen.push([limit, String(line).endsWith('"NOTHREAD"') ? "inline" : "threaded"]);
  });
  return seen;
}
