import { expect, test } from "vitest";
import { openCache } from "../../helpers/cache.js";
import { onEachServer } from "../../helpers/servers.js";

onEachServer(({ url }) => {
  test("an answer that the vector set refuses, because another process uses another M, removes no entry", async () => {
    const { cache, another } = await openCache(url, { maxEntries: 2 });
    await cache.store({ prompt: "How do I open an account?", response: "first" });
    await cache.store({ prompt: "What does a parcel cost?", response: "second" });
    const differing = another({ index: { m: 8 } });
    // One that is there already, and one for which another would have to go.
    for (const prompt of ["How do I open an account?", "When is the shop closed?"])
      expect(await differing.store({ prompt, response: "refused" })).toMatchObject({ stored: false });
    const reader = another();
    expect(await reader.lookup({ prompt: "How do I open an account?" })).toMatchObject({
      response: "first",
    });
    expect(await reader.lookup({ prompt: "What does a parcel cost?" })).toMatchObject({
      response: "second",
    });
    expect(await reader.stats()).toMatchObject({ entries: 2 });
  });
});
