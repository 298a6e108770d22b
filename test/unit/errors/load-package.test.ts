import { expect, test } from "vitest";
import { loadPackage } from "../../../src/errors/index.js";

const missing = (code: string) => async () => {
  throw Object.assign(new Error("Cannot find package"), { code });
};

test("a package that is there is loaded", async () => {
  expect(await loadPackage("The rate limiter", ["one"], async () => 7)).toBe(7);
});

test("a package that is not installed is named with the command that installs it, for both module systems", async () => {
  for (const code of ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]) {
    await expect(loadPackage("The rate limiter", ["one"], missing(code))).rejects.toMatchObject({
      code: "MISSING_DEPENDENCY",
      message: "The rate limiter needs an optional package. Install it: npm install one",
      details: { packages: ["one"] },
    });
  }
  await expect(loadPackage("It", ["one", "two"], missing("MODULE_NOT_FOUND"))).rejects.toMatchObject({
    message: "It needs optional packages. Install them: npm install one two",
  });
});

test("a package that is installed and fails to load throws its own error", async () => {
  const failure = new Error("no");
  await expect(loadPackage("It", ["one"], () => Promise.reject(failure))).rejects.toBe(failure);
});
