import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One `.d.ts` file for each source file, in a temporary folder with the layout of the sources. */
export interface EmittedDeclarations extends Disposable {
  readonly folder: string;
}

/**
 * Lets the compiler write the declarations of the library in `root`. Dispose of the result to remove the folder.
 *
 * @throws Error with the compiler's output if the sources do not compile.
 */
export async function emitDeclarations(root: string): Promise<EmittedDeclarations> {
  const folder = mkdtempSync(join(tmpdir(), "octavec-declarations-"));
  const emitted = { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
  const { code, output } = await runCompiler(root, folder);
  if (code === 0) return emitted;
  emitted[Symbol.dispose]();
  throw new Error(`The declarations could not be written. Fix the type errors first:\n${output}`);
}

function runCompiler(root: string, outFolder: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const compiler = spawn(
      process.execPath,
      [
        join(root, "node_modules/typescript/bin/tsc"),
        ...["--project", "scripts/tsconfig.build.json", "--outDir", outFolder],
      ],
      { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
    );
    let output = "";
    compiler.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    compiler.on("error", reject);
    compiler.on("close", (code) => resolve({ code, output }));
  });
}
