import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuildFailure, build, type Format } from "esbuild";
import type { Problem } from "./problem.js";

// A bundle in ES form has no `require`, which the CommonJS packages in it need for Node's own modules.
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const FORMATS: readonly { format: Format; extension: string; banner: string }[] = [
  { format: "esm", extension: ".mjs", banner: REQUIRE },
  { format: "cjs", extension: ".cjs", banner: "" },
];

const DEADLINE_MS = 20_000;

/**
 * Bundles every entry point with its dependencies into one file, as for a function, in both module formats, and loads
 * the file where there is no `node_modules`. Optional packages are absent: the bundler must accept that.
 */
export async function checkBundles(consumer: string, specifiers: readonly string[]): Promise<Problem[]> {
  const folder = mkdtempSync(join(tmpdir(), "octavec-bundles-"));
  const problems: Problem[] = [];
  try {
    for (const specifier of specifiers) {
      for (const { format, extension, banner } of FORMATS) {
        const file = join(folder, `bundle${extension}`);
        const rule =
          (await bundleFault(consumer, specifier, file, { format, banner: { js: banner } })) ??
          loadFault(file);
        if (rule === undefined) continue;
        problems.push({
          file: "package.json",
          line: 1,
          rule: `"${specifier}" bundled as ${format}: ${rule}`,
          mend: "write `await import(…)` of an optional package inside `try`, or with `.catch(…)`",
        });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return problems;
}

async function bundleFault(
  consumer: string,
  specifier: string,
  outfile: string,
  options: { format: Format; banner: { js: string } },
): Promise<string | undefined> {
  try {
    await build({
      // `main` uses all of it, so that nothing is shaken out.
      stdin: { contents: `export * as main from "${specifier}";`, resolveDir: consumer },
      absWorkingDir: consumer,
      bundle: true,
      platform: "node",
      target: "node20.19",
      outfile,
      logLevel: "silent",
      ...options,
    });
    return undefined;
  } catch (failure) {
    if (!isBuildFailure(failure)) throw failure;
    return failure.errors.map(({ text }) => text).join("; ");
  }
}

function isBuildFailure(failure: unknown): failure is BuildFailure {
  return failure instanceof Error && "errors" in failure;
}

/** Loads the file in a process of its own; it must export something. */
function loadFault(file: string): string | undefined {
  const script = `import(process.argv[1]).then(({ main }) => { if (Object.keys(main).length === 0) throw new Error("exports nothing"); })`;
  const { status, signal, stderr } = spawnSync(process.execPath, ["-e", script, file], {
    encoding: "utf8",
    timeout: DEADLINE_MS,
    killSignal: "SIGKILL",
  });
  if (signal !== null) return `was not loaded after ${DEADLINE_MS / 1000} seconds`;
  return status === 0
    ? undefined
    : (stderr.split("\n").find((line) => /Error\b.*:/.test(line)) ?? stderr.trim());
}
