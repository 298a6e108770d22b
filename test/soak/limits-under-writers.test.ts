import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, it } from "vitest";
import { SemanticCache } from "../../src/cache/semantic-cache.js";
import { countsOf, tenantKeys } from "../helpers/cache-keys.js";
import { openClient } from "../helpers/collection.js";
import { uniquePrefix } from "../helpers/unique-prefix.js";

const program = join(inject("programs"), "cache-writer.js");
const run = promisify(execFile);

const WRITERS = 4;
const EACH = 200;

/** As answers vary in length, it is now the one and now the other limit that holds them back. */
const LIMITS = { maxEntries: 100, maxBytes: 250_000 };

it("four writing processes exceed no limit at any observed moment, and the sums match the entries that are there", async () => {
  const url = inject("redisUrl");
  const client = await openClient(url);
  const namespace = uniquePrefix("writers");
  const keys = tenantKeys(namespace);
  let running = WRITERS;
  const writers = Array.from({ length: WRITERS }, async (_, index) => {
    const args = [url, namespace, `writer ${index}`, JSON.stringify(LIMITS), String(EACH)];
    try {
      return Number((await run(process.execPath, [program, ...args])).stdout);
    } finally {
      running--;
    }
  });
  let [observed, mostEntries, mostBytes] = [0, 0, 0];
  while (running > 0) {
    const { entries, bytes } = await countsOf(client, keys);
    if (entries > 0) observed++;
    mostEntries = Math.max(mostEntries, entries);
    mostBytes = Math.max(mostBytes, bytes);
  }
  expect(await Promise.all(writers)).toEqual(Array(WRITERS).fill(EACH));
  expect(observed).toBeGreaterThan(50);
  expect(mostEntries).toBeLessThanOrEqual(LIMITS.maxEntries);
  expect(mostBytes).toBeLessThanOrEqual(LIMITS.maxBytes);
  // It is full.
  const { entries, bytes, indexed } = await countsOf(client, keys);
  expect(entries > 0.95 * LIMITS.maxEntries || bytes > 0.95 * LIMITS.maxBytes).toBe(true);
  expect(indexed).toEqual([entries, entries, entries]);
  const own = await client.sendCommand(["HGETALL", `${keys.prefix}own`]);
  const ids = Array.isArray(own) ? own.filter((_, index) => index % 2 === 0).map(String) : [];
  const sizes = Array.isArray(own) ? own.filter((_, index) => index % 2 === 1) : [];
  expect(sizes.reduce((sum: number, text) => sum + Number.parseInt(String(text), 10), 0)).toBe(bytes);
  expect(await client.sendCommand(["VCARD", keys.vectors(ids[0] ?? "")])).toBe(entries);
  expect(await client.sendCommand(["EXISTS", ...ids.map((id) => keys.entry(id))])).toBe(entries);
  const cache = new SemanticCache({ client, namespace, tenant: "acme", timeoutMs: 5_000 });
  expect(await cache.clearTenant()).toMatchObject({ entries, bytes });
  await cache.close();
});
