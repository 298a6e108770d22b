import { expect, test } from "vitest";
import { checkRawCommand } from "../../../src/connection/check-raw-command.js";

test.each([
  [["PING"]],
  [["VADD", "k", "FP32", Buffer.alloc(8), "a"]],
  [["client", "info"]],
  [["EVAL", "return 1", "0"]],
  [["SET", "multi", "select"]],
])("%j may be sent", (command) => {
  expect(checkRawCommand(command)).toEqual(command);
});

test.each([
  [["MULTI"]],
  [["multi"]],
  [["Exec"]],
  [["WATCH", "k"]],
  [["SELECT", "1"]],
  [["AUTH", "hush"]],
  [["HELLO", "2"]],
  [["SUBSCRIBE", "c"]],
  [["MONITOR"]],
  [["RESET"]],
  [["QUIT"]],
  [["CLIENT", "REPLY", "OFF"]],
  [["client", "tracking", "on"]],
  [[]],
  [[""]],
  [["SET", "k", 5]],
  [["SET", "k", null]],
  [["SET", "k", ["v"]]],
  [["SET", "k", new Uint8Array(2)]],
  [withHole("SET", "k", "v")],
  [[Buffer.from("PING")]],
  ["PING"],
  [null],
  [undefined],
])("%j is refused", (command) => {
  expect(() => checkRawCommand(command)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  expect(() => checkRawCommand(command)).not.toThrow(/hush/);
});

test("what the caller does to the array afterwards does not reach the command", () => {
  const given = ["SET", "k", "v"];
  const command = checkRawCommand(given);
  given.length = 1;
  expect(command).toEqual(["SET", "k", "v"]);
});

/** The words without the second one, whose place is left empty. */
function withHole(...words: string[]): string[] {
  delete words[1];
  return words;
}
