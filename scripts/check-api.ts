/** `npm run check:api [-- --update]`: the public names of every entry point against test/api. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkApi } from "./checks/api.js";
import { finishCheck } from "./checks/problem.js";

const root = resolve(import.meta.dirname, "..");
const { values } = parseArgs({ options: { update: { type: "boolean", default: false } } });

// Declarations are emitted anew, so that an old dist cannot vouch for new sources.
const declarationRoot = mkdtempSync(join(tmpdir(), "octavec-api-"));
try {
  const compiler = spawnSync(
    process.execPath,
    [
      "node_modules/typescript/bin/tsc",
      ...["--project", "scripts/tsconfig.build.json", "--emitDeclarationOnly", "--sourceMap", "false"],
      ...["--inlineSources", "false", "--outDir", declarationRoot],
    ],
    { cwd: root, stdio: ["ignore", "inherit", "inherit"] },
  );
  if (compiler.status !== 0) {
    console.error("api: the declarations could not be emitted; mend the type errors above first");
    process.exitCode = 1;
  } else {
    const { entryPoints, problems, diffs } = checkApi(root, declarationRoot, values.update);
    for (const diff of diffs) console.error(diff);
    finishCheck("api", problems, `${entryPoints} entry points`);
  }
} finally {
  rmSync(declarationRoot, { recursive: true, force: true });
}
