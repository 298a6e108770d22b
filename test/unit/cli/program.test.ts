import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../../src/cli/index.js";
import { runOctavec } from "../../helpers/run-octavec.js";

describe("octavec", () => {
  it.each([
    [["--help"], /^Usage: octavec COMMAND/],
    [["help"], /^Usage: octavec COMMAND/],
    [["calibrate", "--help"], /octavec calibrate --collection/],
    [["calibrate", "threshold", "--help"], /octavec calibrate threshold --pairs/],
    [["calibrate", "guards", "--help"], /octavec calibrate guards --pairs/],
  ])("%j prints help on standard output and ends with 0", async (args, help) => {
    const ended = await runOctavec(...args);
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(ended.out).toMatch(help);
  });

  it.each([
    [[], /^INVALID_ARGUMENT: octavec: expected a command, .* got nothing\nSee octavec --help$/],
    [["fly"], /^INVALID_ARGUMENT: octavec: expected a command, .* got "fly"\nSee octavec --help$/],
    [["calibrate"], /^INVALID_ARGUMENT: Expected either .*\nSee octavec calibrate --help$/],
    [["calibrate", "guards"], /^INVALID_ARGUMENT: --pairs: .*\nSee octavec calibrate guards --help$/],
    [
      ["calibrate", "threshold", "--pairs", "p", "--target", "98"],
      /^INVALID_ARGUMENT: --target: expected a share .*\nSee octavec calibrate threshold --help$/,
    ],
    [["calibrate", "--nonsense"], /^INVALID_ARGUMENT: .*--nonsense.*\nSee octavec calibrate --help$/],
  ])("%j is refused with a code and with what was expected, and ends with 1", async (args, message) => {
    const ended = await runOctavec(...args);
    expect(ended).toMatchObject({ code: 1, out: "" });
    expect(ended.err).toMatch(message);
  });

  it("ends with 1 and the code of the failure if the server cannot be reached", async () => {
    const ended = await runOctavec("calibrate", "--collection", "a:b", "--url", "http://nowhere");
    expect(ended).toMatchObject({ code: 1, out: "" });
    expect(ended.err).toMatch(/^INVALID_OPTIONS: /);
    expect(ended.err).not.toContain("--help");
  });

  it("fills the lines of its help, however the source has them, and keeps lists as they are", async () => {
    const { out } = await runOctavec("advise", "--help");
    // In the source, a line ends before "cache.feedback()".
    expect(out.replaceAll("\n", " ")).toContain("verdicts of cache.feedback(). --availability and --latency");
    expect(out).toMatch(/\n.{80,120}\n.{80,120}\n.*missed\.\n/);
    expect((await runOctavec("migrate", "qdrant", "--help")).out).toMatch(
      /\n {2}plan .*\n {2}run .*\n {2}verify /,
    );
  });

  it("has examples in the help of every command and of every part of it", async () => {
    const names = (command: Command): string[][] => [
      [],
      ...command.commands.flatMap((part) => names(part).map((words) => [part.name(), ...words])),
    ];
    const program = createProgram({ signal: new AbortController().signal, exitWith: () => {} });
    for (const words of names(program)) {
      const { code, out } = await runOctavec(...words, "--help");
      expect({ words, code, hasExamples: out.includes("\nExamples:\n") }).toEqual({
        words,
        code: 0,
        hasExamples: true,
      });
    }
  });
});
