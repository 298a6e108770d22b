import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, inject, test } from "vitest";
import { isOffline, userProject } from "../helpers/user-project.js";

const ROOT = resolve(import.meta.dirname, "../..");
const EXAMPLE = readFileSync(join(ROOT, "test/examples/vitest.example.ts"), "utf8");

test("the guide's example passes in a project of its own, with Vitest and Testcontainers", {
  timeout: 400_000,
}, async (context) => {
  const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  );
  const project = userProject();
  project.write("package.json", JSON.stringify({ name: "user", private: true, type: "module" }));
  const tools = ["vitest", "testcontainers"].map((name) => `${name}@${devDependencies[name]}`);
  try {
    await project.install(inject("tarball"), ...tools);
  } catch (error) {
    if (!isOffline(error)) throw error;
    return context.skip("the registry cannot be reached");
  }
  project.write("redis.test.ts", EXAMPLE);
  const printed = await project.node("node_modules/vitest/vitest.mjs", "run", "--reporter=json");
  expect(JSON.parse(printed)).toMatchObject({ numPassedTests: 2, numFailedTests: 0 });
});
