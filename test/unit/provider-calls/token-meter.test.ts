import fc from "fast-check";
import { expect, it } from "vitest";
import { TokenMeter } from "../../../src/provider-calls/index.js";

const EVENTS = "text/event-stream; charset=utf-8";
const data = (...events: object[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");

function tokensOf(contentType: string, pieces: readonly Uint8Array[], requestCharacters?: number): number {
  const meter = new TokenMeter({ contentType, requestCharacters });
  for (const piece of pieces) meter.feed(piece);
  return meter.tokens;
}

it.each<[string, string, string, number]>([
  ["OpenAI", "application/json", '{"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}', 7],
  ["embeddings of OpenAI", "application/json", '{"usage":{"prompt_tokens":5,"total_tokens":5}}', 5],
  [
    "Anthropic, without what it read from its prompt cache",
    "application/json",
    '{"usage":{"input_tokens":3,"cache_creation_input_tokens":10,"cache_read_input_tokens":900,"output_tokens":4}}',
    17,
  ],
  [
    "a stream of Anthropic, which names input and output apart",
    EVENTS,
    data(
      { type: "message_start", message: { usage: { input_tokens: 20, output_tokens: 1 } } },
      { type: "message_delta", usage: { output_tokens: 9 } },
    ),
    29,
  ],
  [
    "a stream of Google, which repeats what it has used so far",
    EVENTS,
    data({ usageMetadata: { totalTokenCount: 5 } }, { usageMetadata: { totalTokenCount: 12 } }),
    12,
  ],
  ["a list of Google", "application/json", '[{"usageMetadata":{"totalTokenCount":5}},{"candidates":[]}]', 5],
  ["a stream without usage", EVENTS, data({ choices: [{ delta: { content: "x".repeat(40) } }] }), 20],
  ["a reply of another type", "audio/mpeg", "ID3", 10],
  ["a body that is no JSON", "application/json", "{", 10],
])("%s", (_, contentType, text, tokens) => {
  expect(tokensOf(contentType, [Buffer.from(text)], 40)).toBe(tokens);
});

it("a call that is none of a model costs nothing unless its reply says so", () => {
  expect(tokensOf("application/json", [Buffer.from('{"data":[{"id":"gpt"}]}')])).toBe(0);
  expect(tokensOf("application/json", [Buffer.from('{"usage":{"total_tokens":7}}')])).toBe(7);
});

it("a stream costs the same wherever it is cut into pieces", () => {
  const bytes = Buffer.from(
    data(
      { choices: [{ delta: { content: "✓ é" } }] },
      { usage: { prompt_tokens: 30, completion_tokens: 2 } },
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(tokensOf(EVENTS, pieces, 40)).toBe(32);
    }),
  );
});
