import fc from "fast-check";
import { expect, it } from "vitest";
import type { AnswerChunk } from "../../../../../src/cache/answer/stream/answer-chunk.js";
import { AnswerCollector } from "../../../../../src/cache/answer/stream/collect-answer.js";
import { replayChunks } from "../../../../../src/cache/answer/stream/replay-answer.js";
import type { AnswerPart } from "../../../../../src/cache/contract/index.js";
import { receivedAnswer } from "../../../../../src/cache/entries/store/received-answer.js";

const sizes = fc.oneof(fc.constantFrom("stored" as const, "word" as const), fc.integer({ min: 1, max: 9 }));
const text = fc.string({ unit: "grapheme", maxLength: 40 });

it("the pieces of a text are the text again, of at most the size asked for, and split no pair of surrogates", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), sizes, (response, chunk) => {
      const pieces = [...replayChunks({ response }, { chunk })].flatMap((piece) =>
        piece.type === "text" ? [piece.text] : [],
      );
      expect(pieces.join("")).toBe(response);
      for (const piece of pieces) {
        if (response.isWellFormed()) expect(piece.isWellFormed()).toBe(true);
        if (typeof chunk === "number") expect(piece.length).toBeLessThanOrEqual(chunk + 1);
      }
    }),
  );
});

const part: fc.Arbitrary<AnswerPart> = fc.oneof(
  text.map((value) => ({ type: "text", text: value })),
  text.map((value) => ({ type: "reasoning", text: value })),
  fc.record({ type: fc.constant("text"), text, signature: text }),
  fc.record({ type: fc.constant("tool-call"), name: text, input: fc.jsonValue() as fc.Arbitrary<string> }),
);

it("a replayed answer is collected to the answer that was stored", () => {
  const answers = fc.record({
    content: fc.array(part, { minLength: 1, maxLength: 6 }).map(joined),
    finishReason: fc.constantFrom("stop", "tool-calls"),
    model: fc.constantFrom(undefined, "large"),
  });
  fc.assert(
    fc.property(answers, sizes, (response, chunk) => {
      const stored = receivedAnswer("store", { response });
      const collector = new AnswerCollector();
      for (const piece of replayChunks(stored, { chunk })) collector.add(piece);
      const again = receivedAnswer("store", collector.answer().answer);
      expect(again.response).toBe(stored.response);
      if (again.structured !== undefined)
        expect(again.structured.content).toEqual(stored.structured?.content);
    }),
  );
});

/** Neighbours of one kind become one part when they are collected. */
function joined(parts: readonly AnswerPart[]): AnswerPart[] {
  const result: AnswerPart[] = [];
  for (const next of parts) {
    const last = result.at(-1);
    const isPlain = (one: AnswerPart | undefined) => one?.text !== undefined && Object.keys(one).length === 2;
    if (last !== undefined && isPlain(last) && isPlain(next) && last.type === next.type) continue;
    result.push(next);
  }
  return result;
}

it.each<[string, readonly AnswerChunk[], unknown]>([
  [
    "texts alone become a plain text",
    [
      { type: "text", text: "a" },
      { type: "text", text: "b" },
    ],
    "ab",
  ],
  ["no chunk at all becomes an empty text", [], ""],
  [
    "reasoning and text become parts",
    [
      { type: "reasoning", text: "hm" },
      { type: "text", text: "a" },
      { type: "finish", model: "large" },
    ],
    {
      content: [
        { type: "reasoning", text: "hm" },
        { type: "text", text: "a" },
      ],
      finishReason: "stop",
      model: "large",
    },
  ],
])("%s", (_, chunks, response) => {
  const collector = new AnswerCollector();
  for (const chunk of chunks) collector.add(chunk);
  expect(collector.answer().answer.response).toEqual(response);
});
