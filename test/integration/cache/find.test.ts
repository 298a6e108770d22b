import { expect, test } from "vitest";
import { openCache } from "../../helpers/cache.js";
import { onEachServer } from "../../helpers/servers.js";

onEachServer(({ url }) => {
  test("an operator finds living entries of one tenant by words of question and answer, best first", async () => {
    const { cache, another } = await openCache(url, { threshold: 0.9 });
    await cache.store({ prompt: "how do refunds work", response: "We pay within 14 days." });
    await cache.store({ prompt: "what is error ERR-42", response: "The bank refused. Ask for a refund." });
    await cache.store({ prompt: "when are you open", response: "From nine to five." });
    const other = another().forTenant("somebody-else");
    await other.store({ prompt: "how do refunds work here", response: "Not at all." });
    try {
      const found = await another().find({ text: "Refund", language: "en", batchSize: 1 });
      expect(found.map(({ prompt }) => prompt)).toEqual(["how do refunds work", "what is error ERR-42"]);
      expect(found[0]).toMatchObject({
        response: "We pay within 14 days.",
        tags: [],
        textScore: expect.any(Number),
      });
      expect(found[0]!.textScore).toBeGreaterThan(found[1]!.textScore);
      expect(await cache.find({ text: "refund" })).toMatchObject([{ prompt: "what is error ERR-42" }]);
      expect(await cache.find({ text: "refund", language: "en", limit: 1 })).toHaveLength(1);
      expect(await other.find({ text: "err-42" })).toEqual([]);
      expect(await cache.find({ text: "…" })).toEqual([]);

      await cache.invalidate({ entryId: found[0]!.entryId });
      expect((await cache.find({ text: "refund", language: "en" })).map(({ prompt }) => prompt)).toEqual([
        "what is error ERR-42",
      ]);
      await cache.invalidate({ all: true });
      expect(await cache.find({ text: "refund", language: "en" })).toEqual([]);
      expect(await other.find({ text: "refunds" })).toHaveLength(1);
    } finally {
      await other.clearTenant();
    }
  });

  test.each([
    [{}, /text: expected a string/],
    [{ text: "a", limit: 0 }, /limit/],
    [{ text: "a", batchSize: 10_001 }, /batchSize/],
    [{ text: "a", language: "xx" }, /language/],
    [{ text: "a", words: 1 }, /words/],
  ])("options %j are refused", async (options, message) => {
    const { cache } = await openCache(url, { threshold: 0.9 });
    const refused = cache.find(options as { text: string });
    await expect(refused).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect(refused).rejects.toThrow(message);
  });

  test("a search of the entries ends with its signal", async () => {
    const { cache } = await openCache(url, { threshold: 0.9 });
    const reason = new Error("enough");
    await expect(cache.find({ text: "a", signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
