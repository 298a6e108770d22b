import { describe, expect, it, vi } from "vitest";
import { octavecMain } from "../../../src/cli/octavec-main.js";

/** Runs the program with these arguments in this process. */
async function octavec(...args: string[]) {
  const out = vi.spyOn(console, "log").mockImplementation(() => {});
  const err = vi.spyOn(console, "error").mockImplementation(() => {});
  const code = await octavecMain(args, new AbortController().signal);
  return { code, out: out.mock.calls.flat().join("\n"), err: err.mock.calls.flat().join("\n") };
}

describe("octavec", () => {
  it.each([
    [["--help"], /^octavec COMMAND/],
    [["help"], /^octavec COMMAND/],
    [["calibrate", "--help"], /^octavec calibrate --collection/],
    [["calibrate", "threshold", "--help"], /^octavec calibrate threshold --pairs/],
    [["calibrate", "guards", "--help"], /^octavec calibrate guards --pairs/],
  ])("%j prints help on standard output and ends with 0", async (args, help) => {
    const ended = await octavec(...args);
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(ended.out).toMatch(help);
  });

  it.each([
    [[], /^INVALID_ARGUMENT: octavec: expected a command, .* got nothing\nSee octavec --help$/],
    [["doctor"], /^INVALID_ARGUMENT: octavec: expected a command, .* got "doctor"\nSee octavec --help$/],
    [["calibrate"], /^INVALID_ARGUMENT: Expected either .*\nSee octavec calibrate --help$/],
    [["calibrate", "guards"], /^INVALID_ARGUMENT: --pairs: .*\nSee octavec calibrate guards --help$/],
    [
      ["calibrate", "threshold", "--pairs", "p", "--target", "98"],
      /^INVALID_ARGUMENT: --target: expected a share .*\nSee octavec calibrate threshold --help$/,
    ],
    [["calibrate", "--nonsense"], /^INVALID_ARGUMENT: .*--nonsense.*\nSee octavec calibrate --help$/],
  ])("%j is refused with a code and with what was expected, and ends with 1", async (args, message) => {
    const ended = await octavec(...args);
    expect(ended).toMatchObject({ code: 1, out: "" });
    expect(ended.err).toMatch(message);
  });

  it("ends with 1 and the code of the failure if the server cannot be reached", async () => {
    const ended = await octavec("calibrate", "--collection", "a:b", "--url", "http://nowhere");
    expect(ended).toMatchObject({ code: 1, out: "" });
    expect(ended.err).toMatch(/^INVALID_OPTIONS: /);
    expect(ended.err).not.toContain("--help");
  });
});
