import fc from "fast-check";
import { expect, it } from "vitest";
import { EntryCipher } from "../../../src/cache/entries/context/entry-cipher.js";
import { EntryCodec } from "../../../src/cache/entries/context/entry-codec.js";
import { ANSWER_FIELDS } from "../../../src/cache/entries/context/entry-fields.js";
import type { OctavecError } from "../../../src/index.js";
import { encryptionKeys } from "../../helpers/encryption.js";

const KEYS = encryptionKeys("2026-11", "2026-05");
const PLACE = "{support:acme:cache}:";
const ENTRY = {
  entryId: "entry",
  prompt: "How do I pay?",
  response: "By card.",
  answerId: "a",
  tags: ["invoice"],
  model: "large",
  category: undefined,
  usage: { inputTokens: 3, outputTokens: undefined },
};

function codecOf(settings: typeof KEYS | undefined, place = PLACE) {
  const problems: unknown[] = [];
  const cipher = settings === undefined ? undefined : new EntryCipher(settings, place);
  const onUnreadable = ({ details }: OctavecError) => problems.push(details.problem);
  return { codec: new EntryCodec({ cipher, onUnreadable }), problems };
}

/** The values as Redis gives them back, with a time of storing. */
function storedValues(
  codec: EntryCodec,
  entry: Parameters<EntryCodec["encodeAnswer"]>[0],
): (Buffer | null)[] {
  const flat = [...codec.encodeAnswer(entry, 0), "c", "1700000000000"];
  return ANSWER_FIELDS.map((name) => {
    const place = flat.indexOf(name);
    return place < 0 ? null : Buffer.from(flat[place + 1] ?? "");
  });
}

it("every text, structured answer and list of tags comes back from the ciphertext as it was stored", () => {
  const { codec } = codecOf(KEYS);
  const text = fc.string({ unit: "binary" });
  const entries = fc.record({
    entryId: text,
    prompt: text,
    response: fc.oneof(text, fc.constant("\u00002"), fc.constant("\u00002\u0000key")),
    tags: fc.array(text),
    structured: fc.option(fc.record({ content: fc.array(fc.record({ type: fc.constant("text"), text })) }), {
      nil: undefined,
    }),
  });
  fc.assert(
    fc.property(entries, ({ structured, ...own }) => {
      const response = structured?.content.map((part) => part.text).join("") ?? own.response;
      const entry = { ...ENTRY, ...own, response, ...(structured === undefined ? {} : { structured }) };
      const decoded = codec.decodeAnswer(entry.entryId, storedValues(codec, entry), 60_000);
      expect(decoded).toMatchObject({ entry, remainingMs: 60_000 });
    }),
    { numRuns: 50 },
  );
});

it("every list of word hashes comes back, and the length of its ciphertext is a multiple of 4", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(255)), fc.stringMatching(/^[a-z]{1,32}$/), (bytes, id) => {
      const { codec } = codecOf(encryptionKeys(id));
      const hashes = Buffer.from(bytes.slice(0, bytes.length - (bytes.length % 4)));
      const stored = codec.encodeWords("entry", hashes);
      expect(stored.length % 4).toBe(0);
      expect(codec.decodeWords("entry", stored)).toEqual(hashes);
    }),
  );
});

it("the same entry has another ciphertext each time", () => {
  const { codec } = codecOf(KEYS);
  const [first, second] = [storedValues(codec, ENTRY), storedValues(codec, ENTRY)];
  expect(first[0]).not.toEqual(second[0]);
});

it("a ciphertext in which any one byte was changed, or which was cut anywhere, is not read", () => {
  const { codec, problems } = codecOf(KEYS);
  const values = storedValues(codec, ENTRY);
  const stored = values[0]!;
  const decoded = (bytes: Buffer) => codec.decodeAnswer("entry", [bytes, ...values.slice(1)], 60_000);
  for (let at = 0; at < stored.length; at++) {
    const changed = Buffer.from(stored);
    changed[at] = changed[at]! ^ 1;
    // The padding after the id of the key says nothing.
    const isPadding = at > 2 + KEYS.current.length && at < 12;
    if (isPadding) continue;
    expect(decoded(changed), `byte ${at}`).toBeUndefined();
    expect(decoded(stored.subarray(0, at)), `cut at ${at}`).toBeUndefined();
  }
  expect(new Set(problems)).toEqual(new Set(["changed", "no-key", "in-clear"]));
});

it.each([
  ["another entry", PLACE, "other"],
  ["another tenant", "{support:other:cache}:", "entry"],
  ["another cache", "{support:acme:other}:", "entry"],
])("a ciphertext that was moved to %s is not read", (_, place, entryId) => {
  const values = storedValues(codecOf(KEYS).codec, ENTRY);
  const { codec, problems } = codecOf(KEYS, place);
  expect(codec.decodeAnswer(entryId, values, 60_000)).toBeUndefined();
  expect(problems).toEqual(["changed"]);
});

it("word hashes are not read in the place of an answer, nor those of another entry", () => {
  const { codec } = codecOf(KEYS);
  const words = codec.encodeWords("entry", Buffer.from('["a","b","{}"]'));
  const values = storedValues(codec, ENTRY);
  expect(codec.decodeAnswer("entry", [words, ...values.slice(1)], 60_000)).toBeUndefined();
  expect(codec.decodeWords("other", words)).toBeUndefined();
});

it("a cache without keys leaves an encrypted entry alone and says that it lacks the key", () => {
  const values = storedValues(codecOf(KEYS).codec, ENTRY);
  const { codec, problems } = codecOf(undefined);
  expect(codec.decodeAnswer("entry", values, 60_000)).toBeUndefined();
  expect(problems).toEqual(["no-key"]);
});

it("an entry that is gone is no failure", () => {
  const { codec, problems } = codecOf(KEYS);
  expect(codec.decodeAnswer("entry", [null, null, null, null, null, null], -2)).toBeUndefined();
  expect(problems).toEqual([]);
});
