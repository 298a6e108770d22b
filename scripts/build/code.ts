import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { type Plugin as BundlerPlugin, build, transform } from "esbuild";
import { type Plugin, rollup } from "rollup";
import { indentWithTabs } from "./indent-with-tabs.js";
import { refuseWarning } from "./refuse-warning.js";
import { removeComments } from "./remove-comments.js";

const SYNTAX = { target: "node20.19", legalComments: "none", minifySyntax: true } as const;

/**
 * Bundles the sources (paths from `root`) to ES modules for Node at the same paths below `outFolder`. Code that several of
 * them use becomes shared chunks. Imports of packages stay. Syntax is shortened, but names and line breaks stay, so that stack
 * traces are readable without a source map. Comments are removed.
 */
export async function buildCode(root: string, sources: readonly string[], outFolder: string): Promise<void> {
  const bundle = await rollup({
    input: Object.fromEntries(sources.map((source) => [source.replace(/\.ts$/, ""), join(root, source)])),
    plugins: [typescript, threadPrograms(root, sources), removeComments(), indentWithTabs(2)],
    // Modules of the library do nothing at import time, so an entry point need not load modules that it does not use.
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

/** Removes types and comments from the sources, and resolves their imports of `.js` to `.ts`. */
export const typescript: Plugin = {
  name: "typescript",
  resolveId: (specifier, importer) =>
    importer === undefined ? specifier : resolve(dirname(importer), specifier.replace(/\.js$/, ".ts")),
  transform: async (text, file) => {
    const { code } = await transform(text, { ...SYNTAX, loader: "ts", sourcefile: file });
    return { code, map: null };
  },
};

/** `new URL("./some-worker.js", import.meta.url)`: a program that runs in a thread of its own. */
const PROGRAM = /new URL\("(\.\/[\w-]+-worker)\.js", import\.meta\.url\)/g;

/**
 * Builds the programs of threads, each into one file that is complete by itself: bundlers of users may put it elsewhere. The
 * expression stays in the code with the path from the file that it ends up in, because bundlers look for it.
 */
function threadPrograms(root: string, entryPoints: readonly string[]): Plugin {
  return {
    name: "thread-programs",
    async transform(text, file) {
      let code = text;
      for (const [expression, name] of text.matchAll(PROGRAM)) {
        const source = await sourceOfThread(resolve(dirname(file), `${name}.js`));
        const bundled = await build({
          ...SYNTAX,
          entryPoints: [source],
          bundle: true,
          format: "esm",
          platform: "node",
          packages: "external",
          plugins: [builtEntryPoints(root, entryPoints)],
          write: false,
        });
        const program = this.emitFile({
          type: "asset",
          fileName: relative(root, resolve(dirname(file), `${name}.js`)),
          source: bundled.outputFiles[0]?.text ?? "",
        });
        code = code.replace(expression, `import.meta.ROLLUP_FILE_URL_${program}`);
      }
      return { code, map: null };
    },
    resolveFileUrl: ({ relativePath }) => `new URL("./${relativePath}", import.meta.url)`,
  };
}

/** Leaves imports of entry points in the code, because they are built beside it. */
function builtEntryPoints(root: string, entryPoints: readonly string[]): BundlerPlugin {
  const sources = new Set(entryPoints.map((source) => join(root, source)));
  return {
    name: "built-entry-points",
    setup(bundler) {
      bundler.onResolve({ filter: /index\.js$/ }, ({ path, resolveDir }) =>
        sources.has(resolve(resolveDir, path).replace(/\.js$/, ".ts")) ? { path, external: true } : undefined,
      );
    },
  };
}

/** In a checkout a file of JavaScript starts the program. It names the source. */
async function sourceOfThread(starter: string): Promise<string> {
  const [, source] = /tsImport\("(\.\/[\w-]+\.ts)"/.exec(await readFile(starter, "utf8")) ?? [];
  if (source === undefined)
    throw new Error(`${starter}: expected tsImport("./….ts") with the program of the thread.`);
  return resolve(dirname(starter), source);
}
