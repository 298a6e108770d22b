import { describe, expect, it } from "vitest";
import { wrapAnswer } from "../../../../src/cache/answer/wrap.js";
import { wrapStream } from "../../../../src/cache/answer/wrap-stream.js";
import { OctavecError } from "../../../../src/errors/index.js";
import { fieldsOf, stageOf } from "./answer-stage.js";
import { all, listed } from "./stream/source-stage.js";

const REQUEST = { prompt: "How do I reset my password?" };
const HIT = { read: () => ["0", "5-0", [...fieldsOf("stored"), 9_000]] };
const STALE = { read: () => ["0", "5-0", [...fieldsOf("stale", { staleMs: 500 }), 400]] };
const fresh = async () => ({ response: "fresh", usage: { inputTokens: 5, outputTokens: 2 } });
const unwanted = () => expect.fail("the producer was called");

describe("bypass", () => {
  it("asks Redis for nothing, and the answer is neither stored nor shared", async () => {
    const { context, calls } = stageOf(HIT);
    const answers = await Promise.all([
      wrapAnswer(context, REQUEST, fresh, { bypass: true }),
      wrapAnswer(context, REQUEST, async () => ({ response: "other" }), { bypass: true }),
    ]);
    expect(answers).toMatchObject([
      { hit: false, reason: "bypass", response: "fresh", notStored: "not-wanted" },
      { hit: false, reason: "bypass", response: "other", notStored: "not-wanted" },
    ]);
    expect(calls).toEqual([]);
  });

  it("streams the producer's answer", async () => {
    const { context, calls } = stageOf(HIT);
    const { stream, reason } = await wrapStream(context, REQUEST, () => listed("a", "b"), { bypass: true });
    expect([reason, await all(stream)]).toEqual(["bypass", ["a", "b"]]);
    expect(calls).toEqual([]);
  });
});

describe("refresh", () => {
  it("stores a new answer in place of the stored one, under its lease, without a look-up", async () => {
    const { context, calls, puts } = stageOf({ ...HIT, acquire: () => ["lead", "17", "3", "8-0"] });
    const answer = await wrapAnswer(context, REQUEST, fresh, { refresh: true });
    expect(answer).toMatchObject({
      hit: false,
      reason: "refresh",
      response: "fresh",
      entryId: expect.any(String),
    });
    expect(calls).toEqual(["acquire", "put"]);
    expect(puts[0]?.slice(1, 3)).toEqual(["3", "8-0"]);
  });

  it.each(["there", "wait", "skip"])("is stored without a lease if Redis says: %s", async (status) => {
    const { context, calls } = stageOf({ acquire: () => [status, "", "3", "8-0"] });
    const answer = await wrapAnswer(context, REQUEST, fresh, { refresh: true });
    expect(answer.notStored).toBeUndefined();
    expect(calls).toEqual(["acquire", "put"]);
  });

  it("is not stored if Redis does not say when it was asked for, and the caller gets it", async () => {
    const { context } = stageOf({ acquire: () => new OctavecError("CONNECTION_LOST", "gone") });
    const answer = await wrapAnswer(context, REQUEST, fresh, { refresh: true });
    expect(answer).toMatchObject({
      response: "fresh",
      notStored: "unavailable",
      notStoredErrorCode: "CONNECTION_LOST",
    });
  });

  it("of a request that is not cached asks the producer alone", async () => {
    const { context, calls } = stageOf({});
    const answer = await wrapAnswer(context, { prompt: " " }, fresh, { refresh: true });
    expect(answer).toMatchObject({ response: "fresh", notStored: "empty-prompt" });
    expect(calls).toEqual([]);
  });

  it("streams and stores the new answer", async () => {
    const { context, puts } = stageOf(HIT);
    const { stream, answer } = await wrapStream(context, REQUEST, () => listed("a", "b"), { refresh: true });
    expect(await all(stream)).toEqual(["a", "b"]);
    expect(await answer).toMatchObject({ response: "ab", reason: "refresh" });
    expect(puts).toHaveLength(1);
  });
});

describe("noStore", () => {
  it("serves a stored answer, and does not refresh a stale one", async () => {
    const { context, calls } = stageOf(STALE);
    const answer = await wrapAnswer(context, REQUEST, unwanted, { noStore: true });
    expect(answer).toMatchObject({ hit: true, response: "stale" });
    expect(calls).toEqual(["read"]);
  });

  it("does not store what is made after a miss", async () => {
    const { context, calls } = stageOf({});
    const answer = await wrapAnswer(context, REQUEST, fresh, { noStore: true });
    expect(answer).toMatchObject({ hit: false, reason: "embeddings-off", notStored: "not-wanted" });
    expect(calls).toEqual(["read"]);
  });
});

describe("onlyIfCached", () => {
  it("serves a stored answer, also a stale one, without a call of the producer", async () => {
    const { context, calls } = stageOf(STALE);
    expect(await wrapAnswer(context, REQUEST, unwanted, { onlyIfCached: true })).toMatchObject({ hit: true });
    expect(calls).toEqual(["read"]);
  });

  it("rejects with NOT_CACHED after a miss, and says why there was none", async () => {
    const { context } = stageOf({});
    const refusal = { code: "NOT_CACHED", details: { reason: "embeddings-off" } };
    const options = { onlyIfCached: true };
    await expect(wrapAnswer(context, REQUEST, unwanted, options)).rejects.toMatchObject(refusal);
    await expect(wrapStream(context, REQUEST, unwanted, options)).rejects.toMatchObject(refusal);
  });
});

it("a hit says how old it is and what it saved", async () => {
  const fields = fieldsOf("stored", { createdAtMs: Date.now() - 60_000 });
  fields[3] = JSON.stringify({ i: 40, o: 2 });
  const { context } = stageOf({ read: () => ["0", "5-0", [...fields, 9_000]] });
  const answer = await wrapAnswer(context, REQUEST, unwanted, {});
  expect(answer).toMatchObject({ savedTokens: 42, usage: { inputTokens: 40, outputTokens: 2 } });
  expect(answer.ageMs).toBeGreaterThanOrEqual(60_000);
});

it.each<[string, object]>([
  ["two at once", { bypass: true, noStore: true }],
  ["one that is no boolean", { refresh: "yes" }],
])("%s is refused before anything is asked", async (_, options) => {
  const { context, calls } = stageOf({});
  await expect(wrapAnswer(context, REQUEST, unwanted, options)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
  expect(calls).toEqual([]);
});
