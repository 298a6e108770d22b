import { dirname, isAbsolute, join, resolve } from "node:path";
import { transform } from "esbuild";
import { type Plugin, rollup } from "rollup";
import { refuseWarning } from "./refuse-warning.js";

/**
 * Bundles the sources (paths from `root`) as ES modules for Node into the same paths below `outFolder`; code that
 * several of them use becomes shared chunks. Packages stay imports. Nothing is minified: a stack trace of a user then
 * shows the real names and lines that can be read. Comments are left out, so there is no source map to ship.
 */
export async function buildCode(root: string, sources: readonly string[], outFolder: string): Promise<void> {
  const bundle = await rollup({
    input: Object.fromEntries(sources.map((source) => [source.replace(/\.ts$/, ""), join(root, source)])),
    plugins: [typescript],
    // Importing a module of the library does nothing: an entry point then loads only what it uses itself.
    treeshake: { moduleSideEffects: false },
    external: (specifier) => !specifier.startsWith(".") && !isAbsolute(specifier),
    onwarn: refuseWarning,
  });
  await bundle.write({
    dir: outFolder,
    entryFileNames: "[name].js",
    chunkFileNames: "shared-[hash].js",
    minifyInternalExports: false,
    hoistTransitiveImports: false,
  });
}

/** Takes types and comments out of the sources, and finds them behind the `.js` with which they name each other. */
const typescript: Plugin = {
  name: "typescript",
  resolveId: (specifier, importer) =>
    importer === undefined ? specifier : resolve(dirname(importer), specifier.replace(/\.js$/, ".ts")),
  transform: async (text, file) => {
    const { code } = await transform(text, {
      loader: "ts",
      target: "node20.19",
      legalComments: "none",
      sourcefile: file,
    });
    return { code, map: null };
  },
};
