import { isAbsolute, join } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { emitDeclarations } from "./emit-declarations.js";
import { indentWithTabs } from "./indent-with-tabs.js";
import { refuseWarning } from "./refuse-warning.js";

/**
 * Bundles the declarations of each source (path from `root`) to one `.d.ts` file at the same path below `outFolder`. A type
 * that several of them use is declared once, in a shared file, so that it stays one type.
 */
export async function buildDeclarations(
  root: string,
  sources: readonly string[],
  outFolder: string,
): Promise<void> {
  using emitted = await emitDeclarations(root);
  const bundle = await rollup({
    input: Object.fromEntries(
      sources.map((source) => {
        const name = source.replace(/\.ts$/, "");
        return [name, join(emitted.folder, `${name}.d.ts`)];
      }),
    ),
    plugins: [dts(), indentWithTabs(4)],
    external: (specifier) => !specifier.startsWith(".") && !isAbsolute(specifier),
    onwarn: refuseWarning,
  });
  await bundle.write({
    dir: outFolder,
    entryFileNames: "[name].d.ts",
    chunkFileNames: "shared-[hash].d.ts",
    minifyInternalExports: false,
    hoistTransitiveImports: false,
  });
}
