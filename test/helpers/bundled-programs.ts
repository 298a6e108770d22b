import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const ROOT = resolve(import.meta.dirname, "../..");
/** Inside the repository, so that the programs find its packages. */
const CACHE = join(ROOT, ".cache");

/** A folder with programs of tests as JavaScript. Dispose of it when nothing runs any more. */
export interface BundledPrograms extends Disposable {
  readonly folder: string;
}

/**
 * Bundles `test/helpers/programs` and the examples of the documentation into `.js` files of the same names, all side by
 * side. A program then starts in a fifth of a second; compiled file by file at its start it takes one to two.
 */
export async function bundlePrograms(): Promise<BundledPrograms> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "programs-"));
  const programs = ["test/helpers/programs", "test/examples"].flatMap((place) =>
    readdirSync(join(ROOT, place)).map((name) => ({
      in: join(ROOT, place, name),
      out: name.replace(/\.ts$/, ""),
    })),
  );
  // The thread of octavec/sync looks for its program beside the code that starts it.
  const thread = { in: join(ROOT, "src/sync/sync-thread.ts"), out: "sync-worker" };
  await build({
    entryPoints: [...programs, thread],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    tsconfig: join(ROOT, "tsconfig.json"),
    logLevel: "error",
  });
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
