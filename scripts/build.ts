/**
 * `npm run build` writes the package's code and declarations to `dist`. Each entry point of `exports` in package.json
 * becomes one file of code and one of declarations. Parts that several entry points use are in `dist/shared-….js` and
 * `….d.ts`. Each program of `bin` becomes one file of code.
 */
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildCode } from "./build/code.js";
import { buildDeclarations } from "./build/declarations.js";
import { buildPrograms } from "./build/programs.js";
import { readEntryPoints } from "./checks/entry-points.js";
import { finishCheck } from "./checks/problem.js";
import { readPrograms } from "./checks/programs.js";

const root = resolve(import.meta.dirname, "..");
const outFolder = join(root, "dist");
const { entryPoints, problems } = readEntryPoints(root);
const { programs, problems: wrongPrograms } = readPrograms(root);
problems.push(...wrongPrograms);
if (problems.length === 0) {
  const sources = entryPoints.map(({ source }) => source);
  rmSync(outFolder, { recursive: true, force: true });
  await Promise.all([
    buildCode(root, sources, outFolder),
    buildPrograms(root, { programs: programs.map(({ source }) => source), entryPoints: sources }, outFolder),
    buildDeclarations(root, sources, outFolder),
  ]);
}
finishCheck("build", problems, `${entryPoints.length} entry points, ${programs.length} programs`);
