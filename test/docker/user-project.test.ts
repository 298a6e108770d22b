import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { installOrSkip, userProject } from "../helpers/user-project.js";

const ROOT = resolve(import.meta.dirname, "../..");
const EXAMPLE = readFileSync(join(ROOT, "test/examples/vitest.example.ts"), "utf8");

// The second: the oldest that package.json allows.
test.for(["of this repository", "10"])(
  "the guide's example passes with Vitest and Testcontainers %s",
  {
    timeout: 400_000,
  },
  async (wanted, context) => {
    const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
      readFileSync(join(ROOT, "package.json"), "utf8"),
    );
    const project = userProject();
    onTestFinished(() => project.remove());
    project.write("package.json", JSON.stringify({ name: "user", private: true, type: "module" }));
    const testcontainers = wanted === "10" ? wanted : devDependencies.testcontainers;
    const tools = [`vitest@${devDependencies.vitest}`, `testcontainers@${testcontainers}`];
    await installOrSkip(project, context, inject("tarball"), ...tools);
    project.write("redis.test.ts", EXAMPLE);
    const printed = await project.node("node_modules/vitest/vitest.mjs", "run", "--reporter=json");
    expect(JSON.parse(printed)).toMatchObject({ numPassedTests: 2, numFailedTests: 0 });
  },
);
