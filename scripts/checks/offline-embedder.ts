import { spawnSync } from "node:child_process";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Problem } from "./problem.js";

const DEADLINE_MS = 60_000;

/** Embeds one text and ends by itself: the thread must not keep the process alive. */
const PROGRAM = `
const warnings = [];
process.on("warning", ({ code }) => warnings.push(code));
const embedder = createEnergeticEmbedder();
embedder.embed(["Does it work?"]).then(([vector]) => {
  setImmediate(() => console.log(JSON.stringify({ length: vector.length, warnings })));
});
`;

interface Way {
  readonly name: string;
  readonly file: string;
  readonly start: string;
  /** The program is bundled without the file of the thread. */
  readonly bundle?: boolean;
}

const WAYS: readonly Way[] = [
  {
    name: "import",
    file: "embed.mjs",
    start: 'import { createEnergeticEmbedder } from "octavec/embedding";',
  },
  {
    name: "require",
    file: "embed.cjs",
    start: 'const { createEnergeticEmbedder } = require("octavec/embedding");',
  },
  {
    name: "a bundle",
    file: "bundled.mjs",
    start: 'import { createEnergeticEmbedder } from "octavec/embedding";',
    bundle: true,
  },
];

/**
 * Embeds with the bundled model from the installed package: in a thread, and where a bundler left the thread's file out on
 * the main thread with a warning.
 */
export async function checkOfflineEmbedder(root: string, consumer: string): Promise<Problem[]> {
  symlinkSync(join(root, "node_modules/@energetic-ai"), join(consumer, "node_modules/@energetic-ai"), "dir");
  const problems: Problem[] = [];
  for (const way of WAYS) {
    const fault = faultOf(await writeProgram(consumer, way), way.bundle === true);
    if (fault === undefined) continue;
    problems.push({
      file: "src/embedding/energetic/model-thread.ts",
      line: 1,
      rule: `the offline embedder in a program with ${way.name} ${fault}`,
      fix: "see how scripts/build/code.ts builds the program of a thread",
    });
  }
  return problems;
}

async function writeProgram(consumer: string, { file, start, bundle }: Way): Promise<string> {
  const path = join(consumer, file);
  const contents = `${start}${PROGRAM}`;
  if (bundle !== true) {
    writeFileSync(path, contents);
    return path;
  }
  // In a folder of its own below the packages, where nothing lies beside it.
  const outfile = join(mkdtempSync(join(consumer, "bundle-")), file);
  await build({
    stdin: { contents, resolveDir: consumer },
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["@energetic-ai/*"],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    outfile,
    logLevel: "silent",
  });
  return outfile;
}

function faultOf(file: string, isOnMainThread: boolean): string | undefined {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [file], {
    encoding: "utf8",
    timeout: DEADLINE_MS,
    killSignal: "SIGKILL",
  });
  if (signal !== null) return `was not done after ${DEADLINE_MS / 1000} seconds`;
  if (status !== 0) return `failed: ${stderr.trim()}`;
  const expected = { length: 512, warnings: isOnMainThread ? ["OCTAVEC_EMBEDDING_ON_MAIN_THREAD"] : [] };
  return stdout.trim() === JSON.stringify(expected) ? undefined : `answered ${stdout.trim()}`;
}
