import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "./problem.js";

/** How users compile: Node's own resolution, and that of bundlers. */
const SETTINGS = [
  { module: "nodenext", moduleResolution: "nodenext" },
  { module: "esnext", moduleResolution: "bundler" },
];

/** Compiles a file that imports every entry point against the unpacked package, declarations included. */
export function checkConsumerTypes(
  root: string,
  consumer: string,
  packageName: string,
  specifiers: readonly string[],
): Problem[] {
  const lines = specifiers.map((specifier, at) => `export * as entry${at} from "${specifier}";`);
  writeFileSync(join(consumer, "consumer.mts"), `${lines.join("\n")}\n`);
  return SETTINGS.flatMap((settings) => {
    const compilerOptions = {
      ...settings,
      target: "es2022",
      lib: ["es2022", "esnext.disposable"],
      types: ["node"],
      strict: true,
      noEmit: true,
    };
    writeFileSync(
      join(consumer, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["consumer.mts"] }),
    );
    const compiler = spawnSync(
      process.execPath,
      [join(root, "node_modules/typescript/bin/tsc"), "--pretty", "false", "--project", "tsconfig.json"],
      { cwd: consumer, encoding: "utf8" },
    );
    return ownErrors(compiler.stdout, packageName).map((error) => ({
      file: "package.json",
      line: 1,
      rule: `types for a user with ${settings.moduleResolution} resolution: ${error}`,
      mend: "declarations may speak only of the package itself and its dependencies",
    }));
  });
}

/** Compiler errors of the package and its import; what other packages' declarations get wrong is not ours. */
function ownErrors(output: string, packageName: string): string[] {
  return output
    .split("\n")
    .filter((line) => /error TS\d+/.test(line))
    .filter(
      (line) =>
        line.startsWith("consumer.mts") ||
        line.startsWith(`node_modules/${packageName}/`) ||
        line.startsWith("error"),
    );
}
