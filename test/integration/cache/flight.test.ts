import { expect, it } from "vitest";
import { countingEmbedder, openCache } from "../../helpers/cache.js";
import { callsOf } from "../../helpers/command-calls.js";
import { eventually } from "../../helpers/processes.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";

const PROMPT = "how do I reset my password";

/** A producer that answers when the test says so. */
function gated(response = "Use the link.") {
  const calls: AbortSignal[] = [];
  let open = () => {};
  const gate = new Promise<void>((done) => {
    open = done;
  });
  const produce = async (signal: AbortSignal) => {
    calls.push(signal);
    await gate;
    return { response };
  };
  return { calls, open: () => open(), produce };
}

onEachServer(({ url }) => {
  it("callers who ask the same at the same time share one embedding and one producer call", async () => {
    const embedder = countingEmbedder();
    const { cache } = await openCache(url, { embedder });
    const { produce, open, calls } = gated();
    const waiting = Array.from({ length: 50 }, () => cache.wrap({ prompt: PROMPT }, produce));
    await eventually("the producer is at work", async () => calls.length > 0);
    open();
    const answers = await Promise.all(waiting);
    expect(calls).toHaveLength(1);
    expect(embedder.texts).toHaveLength(1);
    expect(new Set(answers.map(({ response }) => response))).toEqual(new Set(["Use the link."]));
    expect(answers.filter(({ shared }) => shared === true)).toHaveLength(49);
  });

  it("callers with other tags and thresholds look up for themselves and take the same new answer", async () => {
    const { cache } = await openCache(url);
    const { produce, open, calls } = gated();
    const requests = [{ tags: ["a"] }, { tags: ["b"] }, { threshold: 0.99 }, { category: "faq" }];
    const waiting = requests.map((request) => cache.wrap({ prompt: PROMPT, ...request }, produce));
    await eventually("the producer is at work", async () => calls.length > 0);
    open();
    expect((await Promise.all(waiting)).map(({ response }) => response)).toEqual(
      requests.map(() => "Use the link."),
    );
    expect(calls).toHaveLength(1);
  });

  it("a caller who aborts gets the reason of its signal; the producer is aborted only when nobody waits any more", async () => {
    const { cache } = await openCache(url);
    const { produce, calls } = gated();
    const controllers = [new AbortController(), new AbortController()];
    const waiting = controllers.map(({ signal }) => cache.wrap({ prompt: PROMPT }, produce, { signal }));
    const outcomes = Promise.allSettled(waiting);
    await eventually("the producer is at work", async () => calls.length > 0);
    controllers[0]?.abort("first");
    await expect(waiting[0]).rejects.toBe("first");
    expect(calls[0]?.aborted).toBe(false);
    controllers[1]?.abort("second");
    expect(await outcomes).toMatchObject([{ reason: "first" }, { reason: "second" }]);
    expect(calls[0]?.aborted).toBe(true);
    const next = await cache.wrap({ prompt: PROMPT }, async () => ({ response: "new" }));
    expect(next).toMatchObject({ response: "new", hit: false });
  });

  it("all who wait get a producer's error unchanged, and nothing is stored", async () => {
    const { cache } = await openCache(url);
    const error = new Error("the model is out");
    const fail = () => Promise.reject(error);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => cache.wrap({ prompt: PROMPT }, fail)),
    );
    expect(outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason)).toEqual(
      Array(5).fill(error),
    );
    expect(await cache.lookup({ prompt: PROMPT })).toMatchObject({ hit: false });
  });

  it("an answer that is not to be stored is given to its own caller only; the others call their own producers", async () => {
    const { cache } = await openCache(url);
    let calls = 0;
    const produce = async () => ({ response: `answer ${++calls}`, cacheable: false });
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => cache.wrap({ prompt: PROMPT }, produce)),
    );
    expect(new Set(answers.map(({ response }) => response)).size).toBe(4);
    expect(answers.every(({ notStored }) => notStored === "not-cacheable")).toBe(true);
    expect(await cache.lookup({ prompt: PROMPT })).toMatchObject({ hit: false });
  });

  it("an answer that was invalidated while it was made is given to its own caller only; those who joined get a newer one", async () => {
    const { cache, another, client, namespace } = await openCache(url);
    const old = gated("from before");
    const produce = async () => ({ response: "from after" });
    const first = cache.wrap({ prompt: PROMPT }, old.produce);
    const joined = cache.wrap({ prompt: PROMPT }, produce);
    await eventually("the producer is at work", async () => old.calls.length > 0);
    // A flush, as another process makes it.
    await client.sendCommand(["INCR", `{${namespace}:acme:cache}:g`]);
    const elsewhere = another().wrap({ prompt: PROMPT }, produce);
    expect(await elsewhere).toMatchObject({ response: "from after" });
    old.open();
    expect(await first).toMatchObject({ response: "from before", notStored: "outdated" });
    expect(await joined).toMatchObject({ response: "from after" });
    expect(await another().lookup({ prompt: PROMPT })).toMatchObject({ response: "from after" });
  });

  it("a producer that hangs does not hold up its question for ever", async () => {
    const { cache } = await openCache(url, { timings: { leaseWaitMs: 50 } });
    const hanging = gated();
    void cache.wrap({ prompt: PROMPT }, hanging.produce).catch(() => {});
    await eventually("the producer is at work", async () => hanging.calls.length > 0);
    const answer = await cache.wrap({ prompt: PROMPT }, async () => ({ response: "quick" }));
    expect(answer).toMatchObject({ response: "quick" });
    expect(await cache.wrap({ prompt: PROMPT }, hanging.produce)).toMatchObject({ response: "quick" });
    hanging.open();
  });

  it("a caller who has waited long enough for another process calls its own producer", async () => {
    const { cache, another } = await openCache(url);
    const slow = gated("slow");
    const first = cache.wrap({ prompt: PROMPT }, slow.produce);
    await eventually("the producer is at work", async () => slow.calls.length > 0);
    const impatient = another({ timings: { leaseWaitMs: 50 } });
    const quick = await impatient.wrap({ prompt: PROMPT }, async () => ({ response: "quick" }));
    expect(quick).toMatchObject({ response: "quick", hit: false });
    expect(quick.shared).toBeUndefined();
    slow.open();
    expect(await first).toMatchObject({ response: "slow" });
  });

  it("two caches on the same keys call one producer", async () => {
    const { cache, another } = await openCache(url);
    const { produce, open, calls } = gated();
    const waiting = [cache, another()].map((each) => each.wrap({ prompt: PROMPT }, produce));
    await eventually("one is at work", async () => calls.length === 1);
    open();
    await Promise.all(waiting);
    expect(calls).toHaveLength(1);
  });
});

it("a miss costs one trip for the lease and none for giving it back", async () => {
  const { url } = await startedRedis();
  const { cache } = await openCache(url);
  const produce = async () => ({ response: "Use the link." });
  await cache.wrap({ prompt: "so that the scripts are known" }, produce);
  const before = await callsOf(url, "evalsha");
  await cache.wrap({ prompt: PROMPT }, produce);
  // The lease, and the storing that ends it.
  expect((await callsOf(url, "evalsha")) - before).toBe(2);
  expect(await cache.wrap({ prompt: PROMPT }, produce)).toMatchObject({ hit: true });
});
