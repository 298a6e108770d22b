import { describe, expect, it } from "vitest";
import { type AnswerChunk, chunkFormat } from "../../../../../src/cache/answer/stream/answer-chunk.js";
import { wrapAnswer } from "../../../../../src/cache/answer/wrap.js";
import { wrapStream } from "../../../../../src/cache/answer/wrap-stream.js";
import { fieldsOf, stageOf } from "../answer-stage.js";
import { all, listed, StagedSource } from "./source-stage.js";

const REQUEST = { prompt: "How do I reset my password?" };
const HIT = ["0", "5-0", [...fieldsOf("Use the link."), 9_000]] as const;

/** The value of the field `r` that was stored. */
const responseOf = (put: readonly unknown[] | undefined) => put?.[put.indexOf("r") + 1];

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "resolved",
    (error: unknown) => error,
  );

describe("wrapStream on a miss", () => {
  it("gives each chunk as it comes, and stores the whole text at the end", async () => {
    const { context, puts } = stageOf({});
    const source = new StagedSource<string>();
    const { stream, answer, ...about } = await wrapStream(context, REQUEST, source.produce, {});
    expect(about).toMatchObject({ hit: false, reason: "embeddings-off" });
    const reader = stream.getReader();
    for (const chunk of ["Use ", "the ", "link."]) {
      source.give(chunk);
      expect(await reader.read()).toEqual({ done: false, value: chunk });
      expect(puts).toHaveLength(0);
    }
    source.end();
    expect((await reader.read()).done).toBe(true);
    expect(await answer).toMatchObject({ response: "Use the link.", entryId: expect.any(String) });
    expect(puts.map(responseOf)).toEqual(["Use the link."]);
  });

  it("asks the producer for a chunk only when the caller wants one", async () => {
    const { context } = stageOf({});
    const source = new StagedSource<string>();
    source.give("a", "b", "c");
    source.end();
    const { stream } = await wrapStream(context, REQUEST, source.produce, {});
    const reader = stream.getReader();
    for (const asked of [1, 2, 3]) {
      await reader.read();
      await new Promise(setImmediate);
      expect(source.asked).toBe(asked);
    }
  });

  it("stores nothing if the caller cancels, and aborts the producer", async () => {
    const { context, puts } = stageOf({});
    const source = new StagedSource<string>();
    source.give("Use ");
    const { stream, answer } = await wrapStream(context, REQUEST, source.produce, {});
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel(new Error("enough"));
    expect(source.signals[0]?.aborted).toBe(true);
    expect(source.isReturned).toBe(true);
    expect(await reasonOf(answer)).toMatchObject({ message: "enough" });
    expect(puts).toHaveLength(0);
  });

  it("ends the stream with the reason of the caller's signal, although the producer does not answer", async () => {
    const { context, puts } = stageOf({});
    const source = new StagedSource<string>();
    const controller = new AbortController();
    const { stream, answer } = await wrapStream(context, REQUEST, source.produce, {
      signal: controller.signal,
    });
    const reading = reasonOf(stream.getReader().read());
    controller.abort("too late");
    expect(await reading).toBe("too late");
    expect(await reasonOf(answer)).toBe("too late");
    expect(source.signals[0]?.aborted).toBe(true);
    expect(puts).toHaveLength(0);
  });

  it("passes the producer's error on unchanged, and stores nothing", async () => {
    const { context, puts } = stageOf({});
    const source = new StagedSource<string>();
    const { stream, answer } = await wrapStream(context, REQUEST, source.produce, {});
    const error = new TypeError("the model is gone");
    source.give("Use ");
    source.fail(error);
    expect(await reasonOf(all(stream))).toBe(error);
    expect(await reasonOf(answer)).toBe(error);
    expect(puts).toHaveLength(0);
  });

  it("rejects with what the producer throws before its stream begins", async () => {
    const { context } = stageOf({});
    const error = new Error("no model");
    const produce = () => Promise.reject(error);
    await expect(wrapStream(context, REQUEST, produce, {})).rejects.toBe(error);
    const noStream = async () => JSON.parse('"text"');
    await expect(wrapStream(context, REQUEST, noStream, {})).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });

  it.each<[string, readonly AnswerChunk[], readonly string[] | undefined, string | undefined]>([
    [
      "length",
      [
        { type: "text", text: "Use" },
        { type: "finish", finishReason: "length" },
      ],
      undefined,
      "not-cacheable",
    ],
    ["stop", [{ type: "text", text: "Use" }, { type: "finish" }], undefined, undefined],
    [
      "tool-calls by default",
      [
        { type: "part", part: { type: "tool-call", name: "f" } },
        { type: "finish", finishReason: "tool-calls" },
      ],
      undefined,
      "not-cacheable",
    ],
    [
      "tool-calls if they are allowed",
      [
        { type: "part", part: { type: "tool-call", name: "f" } },
        { type: "finish", finishReason: "tool-calls" },
      ],
      ["stop", "tool-calls"],
      undefined,
    ],
  ])("an answer that ended with %s", async (_, chunks, finishReasons, notStored) => {
    const { context, puts } = stageOf({});
    const options = { format: chunkFormat, finishReasons };
    const { stream, answer } = await wrapStream(context, REQUEST, () => listed(...chunks), options);
    expect(await all(stream)).toEqual(chunks);
    expect((await answer).notStored).toBe(notStored);
    expect(puts).toHaveLength(notStored === undefined ? 1 : 0);
  });

  it("a stream that was cut off before its finish is passed on as it is and not stored", async () => {
    const { context, puts } = stageOf({});
    const produce = () => listed<AnswerChunk>({ type: "text", text: "Use" });
    const { stream, answer } = await wrapStream(context, REQUEST, produce, { format: chunkFormat });
    expect(await all(stream)).toEqual([{ type: "text", text: "Use" }]);
    expect((await answer).notStored).toBe("not-cacheable");
    expect(puts).toHaveLength(0);
  });

  it("gives a web stream of the producer to the caller", async () => {
    const { context } = stageOf({});
    const produce = () => ReadableStream.from(["a", "b"]);
    const { stream } = await wrapStream(context, REQUEST, produce, {});
    expect(await all(stream)).toEqual(["a", "b"]);
  });
});

describe("callers who ask the same at the same time", () => {
  it("read one stream, each from its beginning, and wrap gets its text", async () => {
    const { context, puts } = stageOf({});
    const source = new StagedSource<string>();
    const leader = await wrapStream(context, REQUEST, source.produce, {});
    const reader = leader.stream.getReader();
    source.give("Use ");
    await reader.read();
    const late = await wrapStream(context, REQUEST, source.produce, {});
    const wrapped = wrapAnswer(context, REQUEST, async () => expect.fail("called"), {});
    expect(late.shared).toBe(true);
    source.give("the link.");
    source.end();
    expect(await all(late.stream)).toEqual(["Use ", "the link."]);
    expect(await reader.read()).toEqual({ done: false, value: "the link." });
    expect(await wrapped).toMatchObject({ response: "Use the link.", shared: true });
    expect(await late.answer).toMatchObject({ response: "Use the link.", shared: true });
    expect(source.signals).toHaveLength(1);
    expect(puts).toHaveLength(1);
  });

  it("go on when the first caller cancels, and the answer is stored", async () => {
    const { context, puts } = stageOf({});
    const source = new StagedSource<string>();
    const leader = await wrapStream(context, REQUEST, source.produce, {});
    const wrapped = wrapAnswer(context, REQUEST, async () => expect.fail("called"), {});
    await new Promise(setImmediate);
    await leader.stream.cancel();
    expect(source.signals[0]?.aborted).toBe(false);
    source.give("Use the link.");
    source.end();
    expect((await wrapped).response).toBe("Use the link.");
    expect(puts).toHaveLength(1);
  });

  it("ask for themselves if the stream that they joined fails before its first chunk", async () => {
    const { context, puts } = stageOf({});
    const source = new StagedSource<string>();
    const leader = await wrapStream(context, REQUEST, source.produce, {});
    const late = await wrapStream(context, REQUEST, () => listed("own"), {});
    source.fail(new Error("broken"));
    expect(await reasonOf(all(leader.stream))).toMatchObject({ message: "broken" });
    expect(await all(late.stream)).toEqual(["own"]);
    expect((await late.answer).response).toBe("own");
    expect(puts.map(responseOf)).toEqual(["own"]);
  });

  it("get the error of a stream of which they have seen a part", async () => {
    const { context } = stageOf({});
    const source = new StagedSource<string>();
    await wrapStream(context, REQUEST, source.produce, {});
    const late = await wrapStream(context, REQUEST, () => expect.fail("called"), {});
    const reader = late.stream.getReader();
    source.give("Use ");
    await reader.read();
    source.fail(new Error("broken"));
    expect(await reasonOf(reader.read())).toMatchObject({ message: "broken" });
  });

  it("cannot join a stream of another format, and get the whole answer at its end", async () => {
    const { context } = stageOf({});
    const source = new StagedSource<string>();
    const leader = await wrapStream(context, REQUEST, source.produce, {});
    const other = wrapStream(context, REQUEST, () => expect.fail("called"), { format: chunkFormat });
    source.give("Use ", "it.");
    source.end();
    await all(leader.stream);
    expect(await all((await other).stream)).toEqual([
      { type: "text", text: "Use it." },
      { type: "finish", finishReason: "stop" },
    ]);
  });

  it("come too late for a long stream, of which the beginning is not kept, and get the whole answer at its end", async () => {
    const { context, puts } = stageOf({});
    const source = new StagedSource<string>();
    const big = "x".repeat(2 ** 19);
    source.give(big, big, "end");
    const leader = await wrapStream(context, REQUEST, source.produce, {});
    const reader = leader.stream.getReader();
    for (let chunk = 0; chunk < 3; chunk++) await reader.read();
    const late = wrapStream(context, REQUEST, () => expect.fail("called"), {});
    await new Promise(setImmediate);
    source.end();
    expect((await reader.read()).done).toBe(true);
    expect((await leader.answer).notStored).toBe("response-too-large");
    expect((await all((await late).stream)).join("")).toBe(`${big}${big}end`);
    expect(puts).toHaveLength(0);
  });
});

describe("wrapStream on a hit", () => {
  it.each<[string | number | undefined, string[]]>([
    [undefined, ["Use the link."]],
    ["stored", ["Use the link."]],
    ["word", ["Use ", "the ", "link."]],
    [5, ["Use t", "he li", "nk."]],
  ])("replays the stored answer, chunk: %s", async (chunk, pieces) => {
    const { context } = stageOf({ read: () => [...HIT] });
    const replay = chunk === undefined ? {} : { chunk: chunk as "word" | number };
    const produce = () => expect.fail("called");
    const { stream, answer, ...about } = await wrapStream(context, REQUEST, produce, { replay });
    expect(about).toMatchObject({ hit: true, tier: "exact" });
    expect(await all(stream)).toEqual(pieces);
    expect((await answer).response).toBe("Use the link.");
  });

  it("collects the answer that refreshes a stale one, although nobody reads its stream", async () => {
    const { context, puts } = stageOf({
      read: () => ["0", "5-0", [...fieldsOf("stale", { staleMs: 500 }), 400]],
    });
    const { stream } = await wrapStream(context, REQUEST, () => listed("fr", "esh"), {});
    expect(await all(stream)).toEqual(["stale"]);
    await expect.poll(() => puts.map(responseOf)).toEqual(["fresh"]);
  });
});

it.each<[string, object]>([
  ["a chunk size of 0", { replay: { chunk: 0 } }],
  ["an unknown field of replay", { replay: { speed: 1 } }],
  ["a delay of a fraction", { replay: { delayMs: 0.5 } }],
  ["a format without read", { format: { name: "x", write: () => [] } }],
  ["finish reasons that are no list", { finishReasons: "stop" }],
])("%s is refused before the producer is called", async (_, options) => {
  const { context } = stageOf({});
  const produce = () => expect.fail("called");
  await expect(wrapStream(context, REQUEST, produce, options)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
});
