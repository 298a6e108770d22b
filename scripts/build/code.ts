import { build } from "esbuild";

/**
 * Bundles the sources (paths from `root`) as ES modules for Node into the same paths below `outFolder`; code that
 * several of them use becomes shared chunks. Packages stay imports. Nothing is minified: a stack trace of a user then
 * shows the real names and lines that can be read. Comments are left out, so there is no source map to ship.
 */
export async function buildCode(root: string, sources: readonly string[], outFolder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [...sources],
    outbase: root,
    outdir: outFolder,
    chunkNames: "shared-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    legalComments: "none",
    logLevel: "warning",
  });
}
