import { describe, expect, it } from "vitest";
import { wrapAnswer } from "../../../../src/cache/answer/wrap.js";
import { OctavecError } from "../../../../src/errors/index.js";
import { fieldsOf, NOTHING, stageOf } from "./answer-stage.js";

const REQUEST = { prompt: "How do I reset my password?" };

/** A producer that counts its calls and answers when it is let go. */
function gatedProducer(response = "made") {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const signals: AbortSignal[] = [];
  const produce = async (signal: AbortSignal) => {
    signals.push(signal);
    await gate;
    return { response };
  };
  return { produce, open: () => open(), signals };
}

describe("wrap on a hit", () => {
  it("returns the stored answer and does not call the producer", async () => {
    const { context, calls } = stageOf({ read: () => ["0", "5-0", [...fieldsOf("stored"), 9_000]] });
    const answer = await wrapAnswer(context, REQUEST, async () => expect.fail("called"), {});
    expect(answer).toMatchObject({ hit: true, tier: "exact", response: "stored" });
    expect(calls).toEqual(["read"]);
  });

  it("refreshes a stale answer in the background, once", async () => {
    const { context, calls, puts } = stageOf({
      read: () => ["0", "5-0", [...fieldsOf("stale", { staleMs: 500 }), 400]],
    });
    const { produce, open, signals } = gatedProducer("fresh");
    for (let call = 0; call < 3; call++) {
      const answer = await wrapAnswer(context, REQUEST, produce, {});
      expect(answer).toMatchObject({ hit: true, stale: true, response: "stale" });
    }
    await expect.poll(() => signals.length).toBe(1);
    open();
    await expect.poll(() => puts.length).toBe(1);
    expect(calls.filter((name) => name === "acquire")).toHaveLength(1);
  });

  it("leaves the refresh to the process that has the lease", async () => {
    const { context, calls } = stageOf({
      read: () => ["0", "5-0", [...fieldsOf("stale", { staleMs: 500 }), 400]],
      acquire: () => ["wait", "1", "0", "5-0"],
    });
    await wrapAnswer(context, REQUEST, async () => expect.fail("called"), {});
    await context.refreshes.tasks.close();
    expect(calls).toEqual(["read", "acquire"]);
  });
});

describe("wrap on a miss", () => {
  it("leads, calls the producer, and stores its answer under the fence of its lease", async () => {
    const { context, calls, puts } = stageOf({ acquire: () => ["lead", "17", "3", "8-0"] });
    const answer = await wrapAnswer(context, REQUEST, async () => ({ response: "made" }), {});
    expect(answer).toMatchObject({ hit: false, reason: "embeddings-off", response: "made" });
    expect(answer.entryId).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(calls).toEqual(["read", "acquire", "put"]);
    expect(puts[0]?.slice(1, 3)).toEqual(["3", "8-0"]);
    expect(puts[0]?.slice(-2)).toEqual(["f", "17"]);
  });

  it("gives callers of one process one answer of one producer", async () => {
    const { context, calls } = stageOf({});
    const { produce, open, signals } = gatedProducer();
    const waiting = [1, 2, 3].map(() => wrapAnswer(context, REQUEST, produce, {}));
    await expect.poll(() => signals.length).toBe(1);
    open();
    const answers = await Promise.all(waiting);
    expect(answers.map(({ response }) => response)).toEqual(["made", "made", "made"]);
    expect(answers.filter(({ shared }) => shared)).toHaveLength(2);
    expect(calls.filter((name) => name === "put")).toHaveLength(1);
  });

  it("takes the answer of the process that leads", async () => {
    let looks = 0;
    const { context, calls } = stageOf({
      acquire: () => ["wait", "1", "0", "5-0"],
      lease: () =>
        looks++ < 2
          ? [null, null, "holder", null, -2]
          : [[["9-0", []]], null, null, fieldsOf("theirs"), 9_000],
    });
    const answer = await wrapAnswer(context, REQUEST, async () => expect.fail("called"), {});
    expect(answer).toMatchObject({ hit: false, response: "theirs", shared: true });
    expect(calls).toEqual(["read", "acquire", "look", "look", "look"]);
  });

  it("asks for the lease again when the leader is gone without an answer", async () => {
    let asked = 0;
    const { context, calls } = stageOf({
      acquire: () => (asked++ === 0 ? ["wait", "1", "0", "5-0"] : ["lead", "2", "0", "5-0"]),
      lease: () => [null, null, null, null, -2],
    });
    const answer = await wrapAnswer(context, REQUEST, async () => ({ response: "mine" }), {});
    expect(answer).toMatchObject({ response: "mine" });
    expect(calls).toEqual(["read", "acquire", "look", "acquire", "put"]);
  });

  it("calls its own producer when the leader takes longer than others wait", async () => {
    const { context } = stageOf(
      { acquire: () => ["wait", "1", "0", "5-0"], lease: () => [null, null, "holder", null, -2] },
      {},
      { leaseWaitMs: 20 },
    );
    const answer = await wrapAnswer(context, REQUEST, async () => ({ response: "mine" }), {});
    expect(answer).toMatchObject({ response: "mine", hit: false });
    expect(answer.shared).toBeUndefined();
  });

  it("does not wait for a leader whose answer will not be stored", async () => {
    const { context, calls } = stageOf({ acquire: () => ["skip", "1", "0", "5-0"] });
    await wrapAnswer(context, REQUEST, async () => ({ response: "mine" }), {});
    expect(calls).toEqual(["read", "acquire", "put"]);
  });

  it("does not store an answer that is not cacheable, and releases those who wait for the lease", async () => {
    const { context, calls } = stageOf({});
    const produce = async () => ({ response: "an error text", cacheable: false });
    const answer = await wrapAnswer(context, REQUEST, produce, {});
    expect(answer).toMatchObject({ response: "an error text", notStored: "not-cacheable" });
    await context.background.close();
    expect(calls).toEqual(["read", "acquire", "keep"]);
  });

  it("asks the producer of each caller when the shared answer is not cacheable", async () => {
    const { context } = stageOf({});
    let calls = 0;
    const { promise: gate, resolve: open } = withResolvers();
    const produce = async () => {
      const response = `answer ${++calls}`;
      await gate;
      return { response, cacheable: false };
    };
    const waiting = [1, 2].map(() => wrapAnswer(context, REQUEST, produce, {}));
    await expect.poll(() => calls).toBe(1);
    open();
    const answers = await Promise.all(waiting);
    expect(answers.map(({ response }) => response).sort()).toEqual(["answer 1", "answer 2"]);
  });

  it("looks up again when the answer that it shared was begun before an invalidation", async () => {
    let puts = 0;
    const { context } = stageOf({
      put: () => (puts++ === 0 ? ["outdated", "0", null, "9-0"] : ["stored", "0", "2000", "9-0"]),
    });
    let calls = 0;
    const { promise: gate, resolve: open } = withResolvers();
    const produce = async () => {
      const response = `answer ${++calls}`;
      if (calls === 1) await gate;
      return { response };
    };
    const leader = wrapAnswer(context, REQUEST, produce, {});
    await expect.poll(() => calls).toBe(1);
    const follower = wrapAnswer(context, REQUEST, produce, {});
    await new Promise(setImmediate);
    open();
    expect(await leader).toMatchObject({ response: "answer 1", notStored: "outdated" });
    expect(await follower).toMatchObject({ response: "answer 2" });
  });
});

describe("wrap when something fails", () => {
  it("passes on what the producer throws, unchanged, and gives the lease back", async () => {
    const { context, calls } = stageOf({});
    const failure = new Error("the model is out");
    const answer = wrapAnswer(context, REQUEST, () => Promise.reject(failure), {});
    await expect(answer).rejects.toBe(failure);
    await context.background.close();
    expect(calls).toEqual(["read", "acquire", "keep"]);
  });

  it("refuses a producer that gives no text, with a coded error", async () => {
    const { context } = stageOf({});
    const produce = async () => JSON.parse("{}");
    await expect(wrapAnswer(context, REQUEST, produce, {})).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining("{ response }"),
    });
  });

  it("makes the answer without Redis when Redis does not answer, and stores nothing", async () => {
    const { context, calls } = stageOf({ read: () => new OctavecError("CONNECTION_LOST", "gone") });
    const answer = await wrapAnswer(context, REQUEST, async () => ({ response: "made" }), {});
    expect(answer).toMatchObject({
      hit: false,
      reason: "unavailable",
      notStored: "unavailable",
      notStoredErrorCode: "CONNECTION_LOST",
    });
    expect(answer.why).toMatchObject({ errorCode: "CONNECTION_LOST" });
    expect(calls).toEqual(["read"]);
  });

  it("makes the answer alone when Redis does not answer the request for a lease, and still stores it", async () => {
    const { context, calls } = stageOf({
      acquire: () => new OctavecError("TIMEOUT", "no answer"),
    });
    const answer = await wrapAnswer(context, REQUEST, async () => ({ response: "made" }), {});
    expect(answer).toMatchObject({ hit: false, response: "made" });
    expect(calls.filter((name) => name === "put")).toHaveLength(1);
  });

  it("gives the answer also when storing fails", async () => {
    const { context } = stageOf({ put: () => new OctavecError("OUT_OF_MEMORY", "full") });
    const answer = await wrapAnswer(context, REQUEST, async () => ({ response: "made" }), {});
    expect(answer).toMatchObject({
      response: "made",
      notStored: "unavailable",
      notStoredErrorCode: "OUT_OF_MEMORY",
    });
  });

  it("does not wait for storing longer than its budget", async () => {
    const { context } = stageOf({ put: () => new Promise(() => {}) }, { timeoutMs: 30 });
    const answer = await wrapAnswer(context, REQUEST, async () => ({ response: "made" }), {});
    expect(answer).toMatchObject({ response: "made", notStored: "pending" });
  });

  it("ends a caller's wait with the reason of its signal, and tells a producer that nobody waits for", async () => {
    const { context } = stageOf({});
    const { produce, open, signals } = gatedProducer();
    const controller = new AbortController();
    const waiting = wrapAnswer(context, REQUEST, produce, { signal: controller.signal });
    await expect.poll(() => signals.length).toBe(1);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(signals[0]?.aborted).toBe(true);
    open();
  });

  it("refuses an impossible life before the producer is called", async () => {
    const { context, calls } = stageOf({});
    const answer = wrapAnswer(context, REQUEST, async () => expect.fail("called"), { ttlMs: 0 });
    await expect(answer).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(calls).toEqual([]);
  });

  it("calls the producer for a request that is not cached at all, without Redis", async () => {
    const { context, calls } = stageOf({ read: () => NOTHING });
    const answer = await wrapAnswer(context, { prompt: " " }, async () => ({ response: "made" }), {});
    expect(answer).toMatchObject({ hit: false, reason: "empty-prompt", response: "made" });
    expect(calls).toEqual([]);
  });
});

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
