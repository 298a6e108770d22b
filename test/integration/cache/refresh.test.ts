import { expect, it } from "vitest";
import { openCache } from "../../helpers/cache.js";
import { eventually } from "../../helpers/processes.js";
import { onEachServer } from "../../helpers/servers.js";

const PROMPT = "how do I reset my password";
/** Fresh for a moment, then served for long while a new answer is made. */
const SOON_STALE = { ttlMs: 40, staleWhileRevalidateMs: 60_000 };

/** A producer that numbers its answers. */
function numbered(): { produce: () => Promise<{ response: string }>; count: () => number } {
  let calls = 0;
  return { produce: async () => ({ response: `answer ${++calls}` }), count: () => calls };
}

onEachServer(({ url }) => {
  it("a stale answer is served at once while exactly one new one is made, whoever asks and however often", async () => {
    const { cache, another } = await openCache(url, SOON_STALE);
    const caches = [cache, another(), another({ memory: false })];
    const { produce, count } = numbered();
    await cache.wrap({ prompt: PROMPT }, produce);
    await eventually("it is stale", async () => {
      const found = await cache.lookup({ prompt: PROMPT });
      return found.hit && found.stale;
    });
    // From here on an answer lives long enough to be seen by all.
    const options = { ttlMs: 60_000 };
    const served = await Promise.all(
      caches.flatMap((each) =>
        Array.from({ length: 20 }, () => each.wrap({ prompt: PROMPT }, produce, options)),
      ),
    );
    expect(served.every(({ hit, stale, response }) => hit && stale === true && response === "answer 1")).toBe(
      true,
    );
    // Also where the old one is still held in memory.
    for (const each of [...caches, another()]) {
      await eventually("the new one is served", async () => {
        const answer = await each.wrap({ prompt: PROMPT }, produce, options);
        return answer.response === "answer 2" && answer.stale === undefined;
      });
    }
    expect(count()).toBe(2);
  });

  it("a stale answer that was found by meaning is served, and the question gets an answer of its own", async () => {
    const { cache, another } = await openCache(url, { ...SOON_STALE, threshold: 0.8 });
    await cache.wrap({ prompt: PROMPT }, async () => ({ response: "to the first" }));
    const reworded = `${PROMPT} please`;
    const ask = () => cache.wrap({ prompt: reworded }, async () => ({ response: "to the second" }));
    await eventually("the question has its own answer", async () => {
      const { hit, response, tier } = await ask();
      expect(hit).toBe(true);
      if (tier === "semantic") expect(response).toBe("to the first");
      return response === "to the second";
    });
    expect(await another().lookup({ prompt: PROMPT })).toMatchObject({ response: "to the first" });
  });

  it("a renewal that fails leaves the stale answer, and rejects nobody", async () => {
    const { cache } = await openCache(url, SOON_STALE);
    await cache.wrap({ prompt: PROMPT }, async () => ({ response: "old" }));
    let failures = 0;
    const fail = () => {
      failures++;
      return Promise.reject(new Error("the model is out"));
    };
    await eventually("it was tried", async () => {
      expect(await cache.wrap({ prompt: PROMPT }, fail)).toMatchObject({ hit: true, response: "old" });
      return failures === 1;
    });
    expect(await cache.wrap({ prompt: PROMPT }, fail)).toMatchObject({ hit: true, stale: true });
  });

  it("close ends a renewal that is under way, and its answer is not stored", async () => {
    const { cache, another } = await openCache(url, SOON_STALE);
    await cache.wrap({ prompt: PROMPT }, async () => ({ response: "old" }));
    let signal: AbortSignal | undefined;
    let finish = () => {};
    const produced = new Promise<void>((done) => {
      finish = done;
    });
    await eventually("it is under way", async () => {
      await cache.wrap({ prompt: PROMPT }, async (given) => {
        signal = given;
        await produced;
        return { response: "new" };
      });
      return signal !== undefined;
    });
    await cache.close();
    expect(signal?.aborted).toBe(true);
    finish();
    expect(await another().lookup({ prompt: PROMPT })).toMatchObject({ hit: true, response: "old" });
  });

  it("without these options a hit renews nothing", async () => {
    const { cache } = await openCache(url, { ttlMs: 60_000 });
    const { produce, count } = numbered();
    for (let i = 0; i < 50; i++) await cache.wrap({ prompt: PROMPT }, produce);
    expect(count()).toBe(1);
  });
});
