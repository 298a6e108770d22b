import { resolve } from "node:path";
import type { KnipConfig } from "knip";
import { readEntryPoints } from "./checks/entry-points.js";

/** `npm run check:unused` finds unused files, exports and packages. Knip finds the test files of Vitest itself. */
const config: KnipConfig = {
  entry: [
    // package.json names the files in dist. These are their sources.
    ...readEntryPoints(resolve(import.meta.dirname, "..")).entryPoints.map(({ source }) => source),
    // Programs of threads, started by their paths.
    "src/embedding/energetic/model-worker.ts",
    "src/sync/sync-thread.ts",
    // Every file at the top of scripts/ is something that people run.
    "scripts/*.ts",
    "test/examples/*.example.ts",
    // Benches and tests start these as separate processes.
    "scripts/observability/write-dashboards.ts",
    "scripts/bench/gateway/server.ts",
    "test/helpers/programs/*.ts",
  ],
  project: ["{src,quantization,scripts,test}/**/*.ts", "!test/fixtures/**"],
  // The first contains a second version of Redis 8, whose binary tests start by its path. The second is half a gigabyte, so only
  // test/package installs it, in a folder of its own.
  ignoreDependencies: ["@falkordblite/linux-x64", "@huggingface/transformers"],
  // The types of an exported function's options and result may be exported even if no other file uses them.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // An index.ts may export all types of its signatures.
  ignoreIssues: { "{src/*,quantization}/index.ts": ["types"] },
};

export default config;
