import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { startRedis8 } from "../../src/testing/index.js";
import { installOrSkip, userProject } from "../helpers/user-project.js";

const PAGE = readFileSync(resolve(import.meta.dirname, "../../README.md"), "utf8");

/** The packages of the one install command of the page. */
const PACKAGES = /^npm install octavec (.*)$/m.exec(PAGE)?.[1]?.split(" ") ?? [];

/** The code below a heading of the page, and what its last comment promises. */
function exampleBelow(heading: string) {
  const code = /```js\n([\s\S]*?)\n```/.exec(PAGE.slice(PAGE.indexOf(`### ${heading}`)))?.[1] ?? "";
  const promised = code.slice(code.lastIndexOf("console.log(")).match(/^\/\/ .*$/gm) ?? [];
  return { code, promised: promised.map((line) => line.slice("// ".length)) };
}

test("the first page, followed to the letter in an empty folder, prints what it promises", {
  timeout: 180_000,
}, async (context) => {
  const redis = await startRedis8({ args: ["--databases", "16"] });
  const project = userProject();
  onTestFinished(async () => {
    project.remove();
    await redis.stop();
  });
  rmSync(join(project.folder, "package.json"));
  execFileSync("npm", ["init", "-y"], { cwd: project.folder, stdio: "ignore" });
  await installOrSkip(project, context, inject("tarball"), ...PACKAGES);
  for (const heading of ["Cache the answers of a model", "Store and search"]) {
    const { code, promised } = exampleBelow(heading);
    expect(promised.length).toBeGreaterThan(1);
    project.write("example.mjs", code.replaceAll("redis://localhost:6379", redis.url));
    const printed = await project.node(join(project.folder, "example.mjs"));
    expect(printed.trimEnd().split("\n")).toEqual(promised);
  }
});
