import { expect, it } from "vitest";
import { HELP, parseDemoArgs, UsageError } from "../../../scripts/demo/args.js";

it("uses the installed packages and the prepared questions by default", () => {
  expect(parseDemoArgs([])).toEqual({
    path: undefined,
    queries: [],
    json: undefined,
    keep: false,
    limit: 2000,
  });
});

it("reads every option of the help", () => {
  const args = [
    "--path",
    "docs",
    "--query",
    "one?",
    "--query=two?",
    "--json",
    "f.json",
    "--keep",
    "--limit",
    "50",
  ];
  expect(parseDemoArgs(args)).toEqual({
    path: "docs",
    queries: ["one?", "two?"],
    json: "f.json",
    keep: true,
    limit: 50,
  });
  expect(parseDemoArgs(["--help"])).toBe("help");
  for (const name of ["--path", "--query", "--json", "--keep", "--limit", "--help"])
    expect(HELP).toContain(name);
});

it.each([
  [["--pth", "x"], "--pth"],
  [["--query", " "], "--query"],
  [["--limit", "0"], "--limit"],
  [["--limit", "many"], "many"],
  [["docs"], "docs"],
])("refuses %j, and the error names the wrong option", (args, named) => {
  expect(() => parseDemoArgs(args)).toThrow(UsageError);
  expect(() => parseDemoArgs(args)).toThrow(named);
});
