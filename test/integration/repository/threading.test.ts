import { createClient } from "@redis/client";
import { expect, onTestFinished, test, vi } from "vitest";
import type { SearchQuery } from "../../../src/index.js";
import { openCollection } from "../../helpers/collection.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const DIMENSION = 256;

onEachServer(({ url }) => {
  test("the server is told NOTHREAD with short searches, and not with long ones, unless the mode is forced", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: DIMENSION });
    const vectors = seededVectors(300, DIMENSION);
    await docs.upsertMany(vectors.map((vector, index) => ({ id: String(index), vector })));
    const forced = client.repository({ ...place, dimension: DIMENSION, threading: "threaded" });
    const seen = await searchesSeen(url, docs.key);

    const vector = vectors[0]!;
    const huge = { vector, ef: 20_000, limit: 11 };
    await docs.search({ vector, limit: 12 });
    await docs.search(huge);
    await docs.search({ ...huge, limit: 13, threading: "inline" });
    await docs.search({ vector, limit: 14, threading: "threaded" });
    await docs.search({ vector, limit: 15, exhaustive: true });
    await forced.search({ vector, limit: 16 });
    await forced.search({ vector, limit: 17, threading: "auto" });

    await vi.waitFor(() => expect(seen).toHaveLength(7), { timeout: 5_000 });
    expect(Object.fromEntries(seen)).toEqual({
      12: "inline",
      11: "threaded",
      13: "inline",
      14: "threaded",
      15: "inline",
      16: "threaded",
      17: "inline",
    });
  });

  test("an exhaustive search gets a thread as long as the collection's size is unknown, and once it has grown", async () => {
    const { docs } = await openCollection(url, {
      dimension: 2_048,
      quantization: "none",
      m: 4,
      efConstruction: 10,
    });
    const seen = await searchesSeen(url, docs.key);
    const scan: SearchQuery = { vector: new Array(2_048).fill(1), exhaustive: true };
    await docs.search({ ...scan, limit: 1 });
    await docs.upsertMany(seededVectors(700, 2_048).map((vector, index) => ({ id: String(index), vector })));
    expect(await docs.count()).toBe(700);
    await docs.search({ ...scan, limit: 2 });
    await docs.delete(Array.from({ length: 600 }, (_, index) => String(index)));
    await docs.search({ ...scan, limit: 3 });
    await vi.waitFor(() => expect(seen).toHaveLength(3), { timeout: 5_000 });
    expect(seen).toEqual([
      ["1", "threaded"],
      ["2", "threaded"],
      ["3", "inline"],
    ]);
  });
});

/** The limit of each search of the key that the server runs from now on, and where it runs it. */
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
