import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BuildFailure, build, type Format } from "esbuild";
import type { Problem } from "./problem.js";

/** An ES module has no `require`, but bundled CommonJS packages (`@redis/client`) need it for Node's own modules. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const FORMATS: readonly { format: Format; extension: string; banner: string }[] = [
  { format: "esm", extension: ".mjs", banner: REQUIRE },
  { format: "cjs", extension: ".cjs", banner: "" },
];

const DEADLINE_MS = 60_000;

/** Size in bytes of the bundle of one entry point with all that it needs, not minified. */
export interface BundleSize {
  readonly specifier: string;
  readonly format: Format;
  readonly bytes: number;
}

/**
 * Bundles every entry point with its dependencies to one file, as for a serverless function, in both module formats, and
 * loads the file in a folder without them. Optional packages are absent, which the bundler must accept.
 *
 * @param peers - Packages that are not bundled, but beside the bundles: frameworks, whose own code is not ours to check.
 */
export async function checkBundles(
  consumer: string,
  specifiers: readonly string[],
  peers: readonly string[] = [],
): Promise<{ problems: Problem[]; sizes: BundleSize[] }> {
  const folder = mkdtempSync(join(tmpdir(), "octavec-bundles-"));
  const problems: Problem[] = [];
  const sizes: BundleSize[] = [];
  try {
    for (const name of peers) {
      const link = join(folder, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(consumer, "node_modules", name), link, "dir");
    }
    for (const { format, extension, banner } of FORMATS) {
      const fault = (specifier: string, rule: string) =>
        problems.push({
          file: "package.json",
          line: 1,
          rule: `"${specifier}" bundled as ${format}: ${rule}`,
          fix: "put `await import(…)` of an optional package inside `try`, or add `.catch(…)`",
        });
      const bundles = new Map<string, string>();
      for (const [at, specifier] of specifiers.entries()) {
        const file = join(folder, `bundle-${at}${extension}`);
        const rule = await bundleFault(consumer, specifier, file, {
          format,
          banner: { js: banner },
          external: [...peers],
        });
        if (rule !== undefined) {
          fault(specifier, rule);
          continue;
        }
        bundles.set(file, specifier);
        sizes.push({ specifier, format, bytes: statSync(file).size });
      }
      for (const [file, rule] of loadFaults([...bundles.keys()])) fault(bundles.get(file) ?? file, rule);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { problems, sizes };
}

async function bundleFault(
  consumer: string,
  specifier: string,
  outfile: string,
  options: { format: Format; banner: { js: string }; external: string[] },
): Promise<string | undefined> {
  try {
    await build({
      // `main` contains all exports, so that none is removed.
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

/** Loads the files one after the other in a process of their own; each must export something. */
const LOADER = `
const faults = [];
for (const file of process.argv.slice(1)) {
  try {
    const { main } = await import(file);
    if (Object.keys(main).length === 0) throw new Error("exports nothing");
  } catch (error) {
    faults.push([file, String(error)]);
  }
}
console.log(JSON.stringify(faults));
process.exit();
`;

/** The files that do not load, with the reason. */
function loadFaults(files: readonly string[]): [file: string, rule: string][] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", LOADER, ...files],
    { encoding: "utf8", timeout: DEADLINE_MS, killSignal: "SIGKILL" },
  );
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1) ?? "[]");
  return files.map((file) => [file, `was not loaded with the others: ${stderr.trim()}`]);
}
