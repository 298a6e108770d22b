import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentWords } from "../../../src/text/content-words.js";
import { decodeWordHashes, encodeWordHashes, wordHashes } from "../../../src/text/word-hashes.js";
import { anyText } from "./sample-texts.js";

describe("content words", () => {
  it.each([
    ["What's the capital of France?", ["capital", "france"]],
    ["Don't pay 1,000 dollars or 3.5%", ["not", "pay", "1000", "dollars", "3.5"]],
    ["can i fly without a passport", ["fly", "without", "passport"]],
    ["wie wird das Wetter in München", ["wetter", "münchen"]],
    ["quelle est la capitale de l’Italie", ["capitale", "italie"]],
    ["東京の天気", ["東京", "京の", "の天", "天気"]],
    ["who are you", ["who", "are", "you"]],
    ["?!", []],
  ])("of %j are %j", (text, words) => {
    expect(contentWords(text)).toEqual(words);
  });

  it("are there for every text with a letter or a digit", () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        if (/[\p{L}\p{N}]/u.test(text)) expect(contentWords(text).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("word hashes", () => {
  it("ascend without repetition, whatever the text", () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const hashes = [...wordHashes(text)];
        expect(hashes).toEqual([...new Set(hashes)].sort((a, b) => a - b));
        expect(hashes.length).toBe(new Set(contentWords(text)).size);
      }),
    );
  });

  it("are FNV-1a of the UTF-8 bytes, by the published test values", () => {
    expect([...wordHashes("foobar")]).toEqual([0xbf9cf968]);
    // The same algorithm over Node's own UTF-8 bytes.
    for (const word of ["grün", "日本", "𝒳", "élan"]) {
      const expected =
        [...Buffer.from(word)].reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0;
      expect([...wordHashes(word)]).toEqual([expected]);
    }
  });

  it("survive being packed, four bytes each, at any offset of a larger buffer", () => {
    fc.assert(
      fc.property(anyText(), fc.nat(7), (text, offset) => {
        const hashes = wordHashes(text);
        const bytes = encodeWordHashes(hashes);
        expect(bytes.length).toBe(hashes.length * 4);
        const framed = Buffer.concat([Buffer.alloc(offset), bytes]).subarray(offset);
        expect(decodeWordHashes(framed)).toEqual(hashes);
      }),
    );
  });

  it("are packed little-endian", () => {
    expect(encodeWordHashes(Uint32Array.of(1, 0xa0b0c0d0)).toString("hex")).toBe("01000000d0c0b0a0");
  });

  it("refuse bytes that were cut or that do not ascend", () => {
    const bytes = encodeWordHashes(Uint32Array.of(1, 2, 3));
    for (const cut of [1, 2, 3, 5, 11])
      expect(() => decodeWordHashes(bytes.subarray(0, cut))).toThrow(
        expect.objectContaining({ code: "UNEXPECTED_REPLY" }),
      );
    expect(() => decodeWordHashes(encodeWordHashes(Uint32Array.of(2, 1)))).toThrow(/ascend at position 1/);
    expect(() => decodeWordHashes(encodeWordHashes(Uint32Array.of(2, 2)))).toThrow(/ascend/);
    expect(decodeWordHashes(new Uint8Array())).toEqual(new Uint32Array());
  });
});
