import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "./problem.js";

/** How users compile: Node's own resolution, also from CommonJS since Node's `require` takes ES modules, and that of bundlers. */
const SETTINGS = [
  { module: "node16", moduleResolution: "node16", files: ["consumer.mts"] },
  { module: "nodenext", moduleResolution: "nodenext", files: ["consumer.mts", "consumer.cts"] },
  { module: "esnext", moduleResolution: "bundler", files: ["consumer.mts"] },
];

/** Compiles files that load every entry point against the unpacked package, declarations included. */
export function checkConsumerTypes(
  root: string,
  consumer: string,
  packageName: string,
  specifiers: readonly string[],
): Problem[] {
  const lines = specifiers.map((specifier, at) => `export * as entry${at} from "${specifier}";`);
  writeFileSync(join(consumer, "consumer.mts"), `${lines.join("\n")}\n`);
  const requires = specifiers.map(
    (specifier, at) => `import entry${at} = require("${specifier}");\nvoid entry${at};`,
  );
  writeFileSync(join(consumer, "consumer.cts"), `${requires.join("\n")}\n`);
  return SETTINGS.flatMap(({ files, ...settings }) => {
    const compilerOptions = {
      ...settings,
      target: "es2022",
      lib: ["es2022", "esnext.disposable"],
      types: ["node"],
      strict: true,
      noEmit: true,
    };
    writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
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
        /^consumer\.[mc]ts/.test(line) ||
        line.startsWith(`node_modules/${packageName}/`) ||
        line.startsWith("error"),
    );
}
