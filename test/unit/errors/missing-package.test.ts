import { expect, test } from "vitest";
import { missingPackage } from "../../../src/errors/index.js";

const absent = (code: string) => Object.assign(new Error("Cannot find package"), { code });

test("a package that is not installed is named with the command that installs it, for both module systems", () => {
  for (const code of ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]) {
    expect(missingPackage("The rate limiter", ["one"], absent(code))).toMatchObject({
      code: "MISSING_DEPENDENCY",
      message: "The rate limiter needs an optional package. Install it: npm install one",
      details: { packages: ["one"] },
    });
  }
  expect(missingPackage("The embedder", ["one", "two"], absent("MODULE_NOT_FOUND"))).toMatchObject({
    message: "The embedder needs optional packages. Install them: npm install one two",
  });
});

test("a package that is installed and fails to load gives its own error", () => {
  const failure = new Error("no");
  expect(missingPackage("The embedder", ["one"], failure)).toBe(failure);
});
