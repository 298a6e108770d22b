import { expect, it } from "vitest";
import {
  ANSWER_FIELDS,
  decodeAnswer,
  encodeAnswer,
} from "../../../src/cache/entries/context/entry-fields.js";

const ENTRY = {
  prompt: "How do I pay?",
  response: "By card.",
  answerId: "a",
  tags: [],
  model: "large",
  category: undefined,
  usage: undefined,
};

/** The values as Redis gives them back, with a time of storing. */
function storedValues(entry: Parameters<typeof encodeAnswer>[0]): Map<string, string> {
  return new Map([...Object.entries(encodeAnswer(entry, 0)), ["c", "1700000000000"]]);
}

const decode = (values: Map<string, string>) =>
  decodeAnswer(
    "id",
    ANSWER_FIELDS.map((field) => values.get(field)),
    60_000,
  );

it("an entry of a text is stored as it was before there were other modalities", () => {
  const values = storedValues(ENTRY);
  expect(Object.fromEntries(values)).toEqual({
    r: "By card.",
    p: "How do I pay?",
    a: "a",
    m: '{"m":"large"}',
    c: "1700000000000",
    k: "0",
  });
  expect(decode(values)).toMatchObject({ entry: ENTRY, remainingMs: 60_000 });
  expect(decode(values)).not.toHaveProperty("entry.modality");
});

it.each(["image", "code"] as const)("the modality %s is part of what is stored", (modality) => {
  expect(decode(storedValues({ ...ENTRY, modality }))).toMatchObject({ entry: { modality } });
});

it("an entry with a modality of a later version is left alone", () => {
  const values = storedValues(ENTRY).set("m", '{"d":"audio"}');
  expect(decode(values)).toBeUndefined();
});
