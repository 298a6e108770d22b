import { expect, test } from "vitest";
import { readAnswers } from "../../../src/testing/ask-redis.js";

const REPLIES = "+OK\r\n-ERR no such thing\r\n:42\r\n$5\r\na\r\nbé\r\n$-1\r\n$0\r\n\r\n";
const bytes = Buffer.from(REPLIES.replace("$5", "$6"));

test("replies of every kind are read, text with line breaks and beyond ASCII included", () => {
  expect(readAnswers(bytes)).toEqual([
    { text: "OK", isError: false },
    { text: "ERR no such thing", isError: true },
    { text: "42", isError: false },
    { text: "a\r\nbé", isError: false },
    { text: "", isError: false },
    { text: "", isError: false },
  ]);
});

test("of a reply that has arrived in part only, nothing is read, wherever the cut is", () => {
  const all = readAnswers(bytes);
  for (let length = 0; length < bytes.length; length++) {
    const some = readAnswers(bytes.subarray(0, length));
    expect(some.length).toBeLessThan(all.length);
    expect(some).toEqual(all.slice(0, some.length));
  }
});
