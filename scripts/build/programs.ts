import { dirname, isAbsolute, join, resolve } from "node:path";
import { type Plugin, rollup } from "rollup";
import { typescript } from "./code.js";
import { indentWithTabs } from "./indent-with-tabs.js";
import { refuseWarning } from "./refuse-warning.js";
import { removeComments } from "./remove-comments.js";

/**
 * Bundles each program (a path from `root`) to one file at the same path below `outFolder`. It imports the built entry points
 * from there, as a user of the package would, so that programs do not change how the library is cut into chunks.
 *
 * @param entryPoints - Sources of the entry points, also from `root`.
 */
export async function buildPrograms(
  root: string,
  {
    programs,
    entryPoints,
  }: { readonly programs: readonly string[]; readonly entryPoints: readonly string[] },
  outFolder: string,
): Promise<void> {
  for (const program of programs) {
    const bundle = await rollup({
      input: join(root, program),
      plugins: [builtEntryPoints(root, entryPoints), typescript, removeComments(), indentWithTabs(2)],
      treeshake: { moduleSideEffects: false },
      external: (specifier) => !specifier.startsWith(".") && !isAbsolute(specifier),
      onwarn: refuseWarning,
    });
    await bundle.write({
      file: join(outFolder, program.replace(/\.ts$/, ".js")),
    });
  }
}

/** Leaves imports of entry points in the code. The built files lie to each other as the sources do, so the paths stay right. */
function builtEntryPoints(root: string, entryPoints: readonly string[]): Plugin {
  const sources = new Set(entryPoints.map((source) => join(root, source)));
  return {
    name: "built-entry-points",
    resolveId(specifier, importer) {
      if (importer === undefined) return undefined;
      const id = resolve(dirname(importer), specifier);
      return sources.has(id.replace(/\.js$/, ".ts")) ? { id, external: "relative" } : undefined;
    },
  };
}
