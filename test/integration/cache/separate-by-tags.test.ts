import { expect, it } from "vitest";
import { countingEmbedder, openCache } from "../../helpers/cache.js";
import { collect } from "../../helpers/collect.js";
import { onEachServer } from "../../helpers/servers.js";

const PROMPT = "How do I reset my password?";

onEachServer(({ url }) => {
  it("answers of one question are kept beside each other where their tags keep them apart", async () => {
    const { cache, another } = await openCache(url, { separateByTags: true });
    await cache.store({ prompt: PROMPT, response: "English", tags: ["lang=en", "user=a"] });
    await cache.store({ prompt: PROMPT, response: "German", tags: ["lang=de", "user=a"] });
    await cache.store({ prompt: PROMPT, response: "again", tags: ["lang=en", "user=a"] });
    for (const seen of [cache, another({ separateByTags: true, memory: false })]) {
      const responseTo = async (tags: string[], exactOnly: boolean) => {
        const found = await seen.lookup({ prompt: PROMPT, tags }, { exactOnly });
        return found.hit ? found.response : found.reason;
      };
      for (const exactOnly of [true, false]) {
        expect(await responseTo(["lang=de", "user=a"], exactOnly)).toBe("German");
        expect(await responseTo(["lang=en"], exactOnly)).toBe("again");
        expect(await responseTo(["lang=fr"], exactOnly)).toBe("not-found");
      }
    }
  });

  it("a later answer still replaces an earlier one where tags do not keep them apart", async () => {
    const { cache } = await openCache(url);
    await cache.store({ prompt: PROMPT, response: "first", tags: ["lang=en"] });
    await cache.store({ prompt: PROMPT, response: "second", tags: ["lang=de"] });
    const found = await cache.lookup({ prompt: PROMPT, tags: ["lang=en"] }, { exactOnly: true });
    expect(found.hit).toBe(false);
  });

  it("a look-up of the question alone serves no similar one, asks no embedder, and serves every spelling in upper or lower case", async () => {
    const embedder = countingEmbedder();
    const { cache } = await openCache(url, { embedder, separateByTags: true, threshold: 0.5 });
    await cache.store({ prompt: PROMPT, response: "x" });
    const asked = embedder.texts.length;
    const similar = "How do I reset my password please?";
    expect((await cache.lookup({ prompt: similar }, { exactOnly: true })).hit).toBe(false);
    const shouted = await cache.lookup({ prompt: PROMPT.toUpperCase() }, { exactOnly: true });
    expect(shouted).toMatchObject({ hit: true, tier: "exact", similarity: 1, prompt: PROMPT });
    expect(embedder.texts).toHaveLength(asked);
    expect(await cache.lookup({ prompt: similar })).toMatchObject({ hit: true, prompt: PROMPT });
  });

  it("exported entries that tags keep apart come back each under its own id", async () => {
    const { cache } = await openCache(url, { separateByTags: true });
    await cache.store({ prompt: PROMPT, response: "English", tags: ["lang=en"] });
    await cache.store({ prompt: PROMPT, response: "German", tags: ["lang=de"] });
    const exported = await collect(cache.export());
    await cache.invalidate({ all: true });
    expect(await cache.warm(exported)).toMatchObject({ done: 2 });
    const found = await cache.lookup({ prompt: PROMPT, tags: ["lang=de"] }, { exactOnly: true });
    expect(found).toMatchObject({ hit: true, response: "German" });
  });

  it("several tags remove only what carries them all", async () => {
    const { cache } = await openCache(url, { separateByTags: true });
    const tagsOf = (lang: string, user: string) => [`lang=${lang}`, `user=${user}`];
    for (const tags of [tagsOf("en", "a"), tagsOf("de", "a"), tagsOf("de", "b")]) {
      await cache.store({ prompt: PROMPT, response: tags.join(), tags });
    }
    expect(await cache.invalidate({ tags: tagsOf("de", "a") })).toEqual({ entries: 1 });
    expect(await cache.invalidate({ tags: tagsOf("de", "a") })).toEqual({ entries: 0 });
    expect(await cache.invalidate({ tags: ["user=b"] })).toEqual({ entries: 1 });
    const left = await cache.lookup({ prompt: PROMPT }, { exactOnly: true });
    expect(left).toMatchObject({ hit: true, response: tagsOf("en", "a").join() });
    for (const tags of [[], "lang=en", [1]]) {
      await expect(cache.invalidate({ tags } as never)).rejects.toThrow(
        expect.objectContaining({ code: "INVALID_ARGUMENT" }),
      );
    }
  });
});
