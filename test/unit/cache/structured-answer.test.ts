import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StructuredAnswer } from "../../../src/cache/contract/index.js";
import { decodeAnswer, encodeAnswer } from "../../../src/cache/entries/context/entry-fields.js";
import { decodeResponse, encodeResponse } from "../../../src/cache/entries/context/response-text.js";
import { isEmptyAnswer, receivedAnswer } from "../../../src/cache/entries/store/received-answer.js";

const ANSWER: StructuredAnswer = {
  content: [
    { type: "text", text: "Use " },
    { type: "tool-call", id: "1", name: "link", input: { to: "reset" } },
    { type: "text", text: "the link." },
  ],
  finishReason: "tool-calls",
  raw: { id: "msg_1" },
};

const refusalOf = (response: unknown) => {
  try {
    receivedAnswer("store", { response: response as string });
    return undefined;
  } catch (error) {
    return error;
  }
};

describe("an answer in parts", () => {
  it("has the text of its text parts, and comes back as it was given", () => {
    const answer = receivedAnswer("store", { response: ANSWER, usage: { outputTokens: 3 } });
    expect(answer).toMatchObject({
      response: "Use the link.",
      structured: ANSWER,
      usage: { outputTokens: 3 },
    });
    expect(decodeResponse(encodeResponse(answer))).toEqual({ response: "Use the link.", structured: ANSWER });
  });

  it("is copied, and nobody can change what the cache holds", () => {
    const given = structuredClone(ANSWER) as unknown as { content: { text: string }[] };
    const { structured } = receivedAnswer("store", { response: given as unknown as StructuredAnswer });
    given.content[0]!.text = "changed";
    expect(structured).toEqual(ANSWER);
    expect(() => Object.assign(structured?.content[0] ?? {}, { text: "changed" })).toThrow(TypeError);
  });

  it("with other tool calls has another answer id, and with the same text alone the id of the text", () => {
    const withTool = (name: string) =>
      receivedAnswer("store", { response: { content: [{ type: "tool-call", name }] } }).answerId;
    expect(withTool("a")).not.toBe(withTool("b"));
    expect(withTool("a")).toBe(withTool("a"));
    expect(
      receivedAnswer("store", { response: { content: [{ type: "text", text: "a" }] } }).answerId,
    ).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ["no parts", { content: [] }, "1 to 10000 parts"],
    ["a part without a type", { content: [{ text: "a" }] }, "content[0]"],
    ["a text part without text", { content: [{ type: "text" }] }, "content[0].text"],
    ["a date", { content: [{ type: "source", at: new Date() }] }, "content[0].at"],
    ["a bigint", { content: [{ type: "source", n: 1n }] }, "content[0].n"],
    ["an unknown field", { content: [{ type: "text", text: "a" }], finish_reason: "stop" }, "finishReason"],
    [
      "a finish reason that is no text",
      { content: [{ type: "text", text: "a" }], finishReason: 1 },
      "finishReason",
    ],
    ["null", null, "{ response }"],
    ["a number", 5, "{ response }"],
  ])("with %s is refused, and the error says where", (_, response, where) => {
    expect(refusalOf(response)).toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(where),
    });
  });

  it("is empty if it has neither text nor a part of another type", () => {
    const isEmpty = (...content: StructuredAnswer["content"]) =>
      isEmptyAnswer(receivedAnswer("store", { response: { content } }));
    expect(isEmpty({ type: "reasoning", text: "hm" }, { type: "text", text: " " })).toBe(true);
    expect(isEmpty({ type: "tool-call", name: "f" })).toBe(false);
  });
});

it("any text comes back, also one that looks like an answer in parts", () => {
  const texts = fc.oneof(fc.string(), fc.constantFrom("\u0000", "\u00001{}", "\u00000a", "\u00002"));
  fc.assert(
    fc.property(texts, (response) => {
      expect(decodeResponse(encodeResponse({ response }))).toEqual({ response });
    }),
  );
});

const stored = (response: string) => {
  const fields = encodeAnswer(
    {
      response: "",
      prompt: "q",
      answerId: "a",
      tags: [],
      model: undefined,
      category: undefined,
      usage: undefined,
    },
    0,
  );
  const { p: prompt, a: answerId, m: meta, k: stale } = fields;
  return decodeAnswer("id", [response, prompt, answerId, meta, "1000", stale], 5_000);
};

it.each<[string, string, unknown]>([
  ["damaged JSON", "\u00001{", "corrupt"],
  ["JSON that is no answer", '\u00001{"content":5}', "corrupt"],
  ["a part without a type", '\u00001{"content":[5]}', "corrupt"],
  ["the format of a later version, which is as if it were not there", "\u00007whatever", undefined],
])("a stored answer with %s", (_, response, found) => {
  expect(stored(response)).toBe(found);
});
