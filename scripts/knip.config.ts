import { resolve } from "node:path";
import type { KnipConfig } from "knip";
import { readEntryPoints } from "./checks/entry-points.js";
import { readPrograms } from "./checks/programs.js";

const root = resolve(import.meta.dirname, "..");

/** `npm run check:unused`: files, exports and packages that nobody uses. Vitest's files it finds by itself. */
const config: KnipConfig = {
  entry: [
    // Knip sees dist in package.json; these are the sources of what users import.
    ...readEntryPoints(root).entryPoints.map(({ source }) => source),
    ...readPrograms(root).programs.map(({ source }) => source),
    // A worker thread, started by its path.
    "src/embedding/energetic/model-worker.ts",
    // Every file at the top of scripts/ is something that people run.
    "scripts/*.ts",
    "test/examples/*.example.ts",
    // Started by tests as processes of their own.
    "test/helpers/programs/*.ts",
  ],
  project: ["{src,quantization,scripts,test}/**/*.ts", "!test/fixtures/**"],
  // A second Redis 8 for tests, which start its binary by path.
  ignoreDependencies: ["@falkordblite/linux-x64"],
  // An exported function's own option and result types may be exported beside it, used elsewhere or not …
  ignoreExportsUsedInFile: { interface: true, type: true },
  // … and a door may name the types that its signatures speak of.
  ignoreIssues: { "{src/*,quantization}/index.ts": ["types"] },
};

export default config;
