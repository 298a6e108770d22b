import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cacheFolder } from "../../../scripts/demo/embed/cache-folder.js";
import { readChunk, writeChunk } from "../../../scripts/demo/embed/chunk-file.js";
import { countMissing, embedAll } from "../../../scripts/demo/embed/embed-all.js";
import { EmbeddingCache } from "../../../scripts/demo/embed/embedding-cache.js";
import { createTestEmbedder, type Embedder } from "../../../src/embedding/index.js";
import { temporaryFolder } from "./temporary-folder.js";

const embedder = createTestEmbedder({ dimension: 16 });
const TEXTS = Array.from({ length: 100 }, (_, i) => `text number ${i}`);
const open = (root: string, dimension = 16) => EmbeddingCache.open(root, embedder.model, dimension);

/** An embedder that counts its texts, and fails after `failAfter` of them. */
function counting(failAfter = Number.POSITIVE_INFINITY) {
  const counter = { texts: 0 };
  const embed: Embedder["embed"] = async (texts, options) => {
    if (counter.texts >= failAfter) throw new Error("interrupted");
    counter.texts += texts.length;
    return embedder.embed(texts, options);
  };
  return { counter, embed };
}

function run(
  cache: EmbeddingCache,
  embedders: Pick<Embedder, "embed">[],
  signal = new AbortController().signal,
) {
  const progress: number[] = [];
  const vectors = embedAll(TEXTS, { cache, embedders, signal, onProgress: (done) => progress.push(done) });
  return { vectors, progress };
}

describe("the embedding cache", () => {
  it("returns to a second run every vector bit for bit, without embedding anything", async () => {
    const root = temporaryFolder();
    const first = counting();
    const { vectors } = run(await open(root), [first, first]);
    const expected = await embedder.embed(TEXTS);
    expect(await vectors).toEqual(expected);
    expect(first.counter.texts).toBe(TEXTS.length);

    const second = counting();
    const again = run(await open(root), [second]);
    expect(await again.vectors).toEqual(expected);
    expect(second.counter.texts).toBe(0);
    expect(again.progress).toEqual([TEXTS.length]);
  });

  it("lets an interrupted run continue where it stopped", async () => {
    const root = temporaryFolder();
    const first = counting(64);
    await expect(run(await open(root), [first]).vectors).rejects.toThrow("interrupted");
    const second = counting();
    const { vectors, progress } = run(await open(root), [second]);
    expect(await vectors).toHaveLength(TEXTS.length);
    expect(second.counter.texts).toBe(TEXTS.length - 64);
    expect(progress).toEqual([64, 96, 100]);
  });

  it("ignores damaged and foreign files, embeds their texts again and is complete afterwards", async () => {
    const root = temporaryFolder();
    await run(await open(root), [counting()]).vectors;
    const folder = join(root, readdirSync(root)[0] ?? "");
    const [first = "", second = ""] = readdirSync(folder);
    const bytes = readFileSync(join(folder, first));
    bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
    writeFileSync(join(folder, first), bytes);
    writeFileSync(join(folder, second), readFileSync(join(folder, second)).subarray(0, -1));
    writeFileSync(join(folder, "half.vectors.x.tmp"), "left by a killed run");

    const damaged = await open(root);
    expect(damaged.damagedFiles).toBe(2);
    expect(countMissing(TEXTS, damaged)).toBe(64);
    expect(await run(damaged, [counting()]).vectors).toEqual(await embedder.embed(TEXTS));
    const repaired = await open(root);
    expect(repaired.damagedFiles).toBe(0);
    expect(countMissing(TEXTS, repaired)).toBe(0);
  });

  it("separates models and dimensions", async () => {
    const root = temporaryFolder();
    const vectors = await embedder.embed(["a"]);
    await (await open(root)).add(["a"], vectors);
    expect((await open(root)).get("a")).toEqual(vectors[0]);
    expect((await open(root, 8)).get("a")).toBeUndefined();
    expect((await EmbeddingCache.open(root, "another/model", 16)).get("a")).toBeUndefined();
  });

  it("treats a file of another dimension as damaged", async () => {
    const path = join(temporaryFolder(), "a.vectors");
    await writeChunk(path, [{ key: "ab".repeat(32), vector: Float32Array.of(1, 2, 3) }]);
    expect(await readChunk(path, 3)).toEqual([{ key: "ab".repeat(32), vector: Float32Array.of(1, 2, 3) }]);
    expect(await readChunk(path, 4)).toBeUndefined();
  });

  it("stops embedding with the signal's reason if it is aborted", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const { counter, embed } = counting();
    const stopping: Embedder["embed"] = (texts) => {
      controller.abort(reason);
      return embed(texts);
    };
    const { vectors } = run(await open(temporaryFolder()), [{ embed: stopping }], controller.signal);
    await expect(vectors).rejects.toBe(reason);
    expect(counter.texts).toBe(32);
  });
});

describe("the cache folder", () => {
  it.each<[Record<string, string>, NodeJS.Platform, string]>([
    [{ XDG_CACHE_HOME: "/var/cache/me", HOME: "/home/me" }, "linux", "/var/cache/me/octavec"],
    [{ XDG_CACHE_HOME: "relative", HOME: "/home/me" }, "linux", "/home/me/.cache/octavec"],
    [{ HOME: "/home/me" }, "darwin", "/home/me/.cache/octavec"],
    [{ LOCALAPPDATA: "/c/local", XDG_CACHE_HOME: "/x", HOME: "/home/me" }, "win32", "/c/local/octavec"],
  ])("for %j on %s is %s", (env, platform, folder) => {
    expect(cacheFolder(env, platform)).toBe(folder);
  });
});
