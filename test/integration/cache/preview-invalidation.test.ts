import { describe, expect, it } from "vitest";
import { openCache } from "../../helpers/cache.js";
import { onEachServer } from "../../helpers/servers.js";

const SIMILAR = [
  "how do I reset the password of my account",
  "how do I reset the password of my account please",
];
const OTHER = "what is the weather in Paris";

onEachServer(({ url }) => {
  describe("previewInvalidation", () => {
    it("says of each target what invalidate then removes, and changes nothing", async () => {
      const { cache } = await openCache(url, { threshold: 0.8 });
      const store = async () => {
        const scope = { model: "large" };
        await cache.store({ prompt: SIMILAR[0]!, response: "a", tags: ["faq", "en"], scope });
        await cache.store({ prompt: SIMILAR[1]!, response: "b", tags: ["faq"], scope });
        return cache.store({ prompt: OTHER, response: "c", tags: ["en"], scope });
      };
      const stored = await store();
      const entryId = stored.stored ? stored.entryId : "";
      const near = { prompt: SIMILAR[0]!, scope: { model: "large" } };
      const targets = [
        [{ entryId }, [OTHER]],
        [{ tag: "faq" }, SIMILAR],
        [{ tags: ["faq", "en"] }, [SIMILAR[0]]],
        [{ model: "large" }, [...SIMILAR, OTHER]],
        [{ model: "small" }, []],
        [{ near, similarity: 0.8 }, SIMILAR],
        [{ all: true as const }, [...SIMILAR, OTHER]],
      ] as const;
      for (const [target, prompts] of targets) {
        const preview = await cache.previewInvalidation(target);
        expect(preview).toMatchObject({ entries: prompts.length, complete: true });
        expect(preview.listed.map(({ prompt }) => prompt).sort()).toEqual([...prompts].sort());
        expect((await cache.stats()).entries).toBe(3);
        expect(await cache.invalidate(target)).toEqual({ entries: prompts.length });
        await store();
      }
    });

    it("lists as many as it is asked for and counts the others", async () => {
      const { cache } = await openCache(url);
      for (const prompt of [...SIMILAR, OTHER]) await cache.store({ prompt, response: "a", tags: ["faq"] });
      for (const target of [{ tag: "faq" }, { all: true }] as const) {
        const { entries, listed } = await cache.previewInvalidation(target, { limit: 2 });
        expect([entries, listed.length]).toEqual([3, 2]);
      }
      for (const limit of [0, 1.5, 1_001]) {
        await expect(cache.previewInvalidation({ all: true }, { limit })).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
        });
      }
    });
  });
});
