import { appendFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readJsonl, type TruncatedLine, writeJsonl } from "../../../src/cache/entries/transfer/jsonl.js";
import type { WarmEntry } from "../../../src/cache/entries/transfer/warm-entries.js";
import type { ExportedEntry } from "../../../src/options/exported-entry.js";
import type { TransferProgress } from "../../../src/options/transfer-options.js";
import { countingEmbedder, openCache } from "../../helpers/cache.js";
import { collect } from "../../helpers/collect.js";
import { onEachServer } from "../../helpers/servers.js";

const SCOPE = { model: "large" };

function entries(count: number): WarmEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    prompt: `question ${index} about subject ${index * 31}`,
    scope: SCOPE,
    response: `answer ${index}`,
    tags: [index % 2 === 0 ? "even" : "odd"],
    usage: { inputTokens: index, outputTokens: 2 },
  }));
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "octavec-transfer-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

onEachServer(({ url }) => {
  it("warms from any iterable, with one embedding call for each batch, and reports what it left out", async () => {
    const embedder = countingEmbedder();
    let calls = 0;
    const counted: typeof embedder = {
      ...embedder,
      embed: (texts, options) => {
        calls++;
        return embedder.embed(texts, options);
      },
    };
    const { cache, another } = await openCache(url, { embedder: counted });
    const rows: WarmEntry[] = entries(100);
    rows[10] = { prompt: " ", response: "x" };
    rows[20] = { prompt: "too large", response: "x".repeat(2 ** 20 + 1) };
    rows[30] = { prompt: "bad life", response: "x", ttlMs: 0.5 };
    const seen: TransferProgress[] = [];
    const report = await cache.warm(rows.values(), {
      batchSize: 25,
      concurrency: 2,
      onProgress: (progress) => seen.push(progress),
    });
    expect(report).toMatchObject({ position: 100, done: 97, skipped: 2, failed: 1 });
    expect(report.problems.map(({ position }) => position)).toEqual([10, 20, 30]);
    expect(report.problems[0]?.problem).toBe("empty-prompt");
    expect(calls).toBe(4);
    expect(seen).toHaveLength(4);
    expect(seen.at(-1)?.done).toBe(97);
    const fresh = another();
    for (const index of [0, 55, 99]) {
      const asked = { prompt: `question ${index} about subject ${index * 31}`, scope: SCOPE };
      expect(await fresh.lookup(asked)).toMatchObject({ hit: true, response: `answer ${index}` });
    }
    expect(await cache.stats()).toMatchObject({ stores: { stored: 97 }, entries: 97 });
  });

  it("a run that was stopped reports where to continue, and continues there", async () => {
    const { cache } = await openCache(url, { memory: false });
    const stop = new AbortController();
    const rows = entries(90);
    const broken: unknown = await cache
      .warm(rows, {
        batchSize: 10,
        concurrency: 1,
        signal: stop.signal,
        onProgress: ({ done }) => {
          if (done >= 30) stop.abort("enough");
        },
      })
      .catch((error: unknown) => error);
    expect(broken).toMatchObject({ code: "ABORTED", cause: "enough", details: { resumeFrom: 30, done: 30 } });
    expect(await cache.stats()).toMatchObject({ entries: 30 });
    const rest = await cache.warm(rows, { resumeFrom: 30 });
    expect(rest).toMatchObject({ position: 90, done: 60, failed: 0, total: 90 });
    expect(await cache.stats()).toMatchObject({ entries: 90, stores: { stored: 90, replaced: 0 } });
  });

  it("a source that hangs does not hold up an abort", async () => {
    const { cache } = await openCache(url);
    const stop = new AbortController();
    const source = async function* () {
      yield* entries(10);
      setImmediate(() => stop.abort("enough"));
      await new Promise(() => {});
    };
    await expect(cache.warm(source(), { batchSize: 10, signal: stop.signal })).rejects.toMatchObject({
      code: "ABORTED",
    });
  });

  it("when the source fails, the entries that it gave before are stored and the run ends", async () => {
    const { cache } = await openCache(url);
    const source = function* () {
      yield* entries(15);
      throw new Error("no more");
    };
    await expect(cache.warm(source(), { batchSize: 10 })).rejects.toMatchObject({
      code: "BATCH_INCOMPLETE",
      // The source would fail again.
      retryable: false,
      cause: new Error("no more"),
      details: { resumeFrom: 15, done: 15 },
    });
    expect(await cache.stats()).toMatchObject({ entries: 15 });
  });

  it("entries exported to a file and stored elsewhere give the same answers, for the life that they had left", async () => {
    const { cache } = await openCache(url, { threshold: 0.8 });
    const rows = entries(300).map((row, index) => ({
      ...row,
      ttlMs: index % 3 === 0 ? ("never" as const) : 3_600_000,
    }));
    await cache.warm(rows);
    await cache.store({ prompt: "gone in a moment", scope: SCOPE, response: "x", ttlMs: 1 });
    const path = join(await folder(), "cache.jsonl");
    expect(await writeJsonl(path, cache.export({ batchSize: 50 }))).toBe(300);
    expect((await stat(path)).size).toBeGreaterThan(300 * 500);

    const embedder = countingEmbedder();
    const elsewhere = (await openCache(url, { threshold: 0.8, embedder })).cache;
    expect(await elsewhere.warm(readJsonl(path))).toMatchObject({ done: 300, skipped: 0, failed: 0 });
    expect(embedder.texts).toEqual([]);
    const asked = { prompt: "question 7 about subject 217 please", scope: SCOPE, tags: ["odd"] };
    const [before, after] = [await cache.lookup(asked), await elsewhere.lookup(asked)];
    expect(after).toMatchObject({ hit: true, tier: "semantic", response: "answer 7" });
    expect(after).toMatchObject({
      ...(before.hit ? { entryId: before.entryId, similarity: before.similarity, usage: before.usage } : {}),
    });
    const originals = new Map((await collect(cache.export())).map((entry) => [entry.entryId, entry]));
    const copies = await collect(elsewhere.export());
    expect(copies).toHaveLength(300);
    for (const copy of copies) {
      const original = originals.get(copy.entryId);
      expect({ ...copy, exportedAtMs: 0, remainingMs: 0 }).toEqual({
        ...original,
        exportedAtMs: 0,
        remainingMs: 0,
      });
      if (original === undefined || original.remainingMs === null) expect(copy.remainingMs).toBeNull();
      else
        expect(copy.remainingMs).toBeLessThanOrEqual(
          original.remainingMs + original.exportedAtMs - copy.exportedAtMs + 1_000,
        );
    }
  });

  it("warm refuses entries that could give wrong answers, and skips expired ones", async () => {
    const { cache } = await openCache(url);
    await cache.store({ prompt: "how do I pay", scope: SCOPE, response: "By card." });
    const [entry] = await collect(cache.export());
    if (entry === undefined) throw new Error("nothing was exported");
    const others: Partial<Record<keyof ExportedEntry, unknown>>[] = [
      { prompt: "how do I leave" },
      { vector: "AAAA" },
      { version: 2 },
      { space: "another" },
      { exportedAtMs: entry.exportedAtMs - 3_600_001 },
    ];
    const target = (await openCache(url)).cache;
    const damaged: ExportedEntry[] = JSON.parse(
      JSON.stringify(others.map((other) => ({ ...entry, ...other }))),
    );
    const report = await target.warm(damaged);
    expect(report).toMatchObject({ done: 0, failed: 4, skipped: 1 });
    expect(JSON.stringify(report.problems)).not.toMatch(/pay|leave|card/);
    const secret = (await openCache(url, { keySecret: "0123456789abcdef" })).cache;
    expect(await secret.warm([entry])).toMatchObject({ done: 0, failed: 1 });
    expect(await target.stats()).toMatchObject({ entries: 0 });
  });

  it("entries exported without vectors are embedded again", async () => {
    const { cache } = await openCache(url);
    await cache.warm(entries(10));
    const embedder = countingEmbedder();
    const target = (await openCache(url, { embedder, threshold: 0.8 })).cache;
    expect(await target.warm(cache.export({ vectors: false }))).toMatchObject({ done: 10 });
    expect(embedder.texts).toHaveLength(10);
    expect(
      await target.lookup({ prompt: "question 4 about subject 124 please", scope: SCOPE }),
    ).toMatchObject({
      tier: "semantic",
    });
  });

  it("an export during writes contains every entry that was there throughout", async () => {
    const { cache } = await openCache(url);
    await cache.warm(entries(200));
    const writing = cache.warm(entries(600).slice(200), { batchSize: 20, concurrency: 1 });
    const ids = new Set((await collect(cache.export({ batchSize: 10 }))).map(({ prompt }) => prompt));
    await writing;
    for (const { prompt } of entries(200)) expect(ids).toContain(prompt);
  });

  it("warmMemory loads the entries that were used last, or those near a question", async () => {
    const { cache, another } = await openCache(url);
    await cache.warm(entries(30));
    await cache.store({ prompt: "how do I reset my password", scope: SCOPE, response: "Use the link." });
    const recent = another();
    expect(await recent.warmMemory({ limit: 1 })).toEqual({ loaded: 1 });
    const asked = { prompt: "how do I reset my password", scope: SCOPE };
    expect(await recent.lookup(asked)).toMatchObject({ hit: true, tier: "memory" });
    const near = another();
    const around = { prompt: "question 3 about subject 93 please", scope: SCOPE };
    expect(await near.warmMemory({ around, limit: 5 })).toEqual({ loaded: 5 });
    const neighbour = { prompt: "question 3 about subject 93", scope: SCOPE };
    expect(await near.lookup(neighbour)).toMatchObject({ hit: true, tier: "memory" });
    expect(await near.lookup(asked)).toMatchObject({ tier: "exact" });
  });
});

it("a JSONL file is read line by line, and a last line that is cut off is reported", async () => {
  const path = join(await folder(), "rows.jsonl");
  await writeJsonl(path, [{ a: "ä\nb" }, { b: "x".repeat(200_000) }]);
  await appendFile(path, '\n{"c": "cut o');
  await expect(collect(readJsonl(path))).rejects.toMatchObject({ details: { line: 4 } });
  const cut: TruncatedLine[] = [];
  const rows = await collect(readJsonl(path, { onTruncated: (line) => cut.push(line) }));
  expect(rows).toEqual([{ a: "ä\nb" }, { b: "x".repeat(200_000) }]);
  expect(cut).toEqual([{ line: 4, sizeBytes: 12 }]);
  await appendFile(path, '"}\nnot json\n{}\n');
  const reading = collect(readJsonl(path, { onTruncated: () => {} }));
  await expect(reading).rejects.toMatchObject({ code: "INVALID_ARGUMENT", details: { line: 5 } });
  await expect(reading).rejects.not.toThrow("not json");
});
