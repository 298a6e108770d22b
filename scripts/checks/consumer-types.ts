import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "./problem.js";

/** How users compile: Node's own resolution, and that of bundlers. */
const MODULES = { node16: "node16", nodenext: "nodenext", bundler: "esnext" } as const;
type Resolution = keyof typeof MODULES;
const RESOLUTIONS: readonly Resolution[] = ["node16", "nodenext", "bundler"];

export interface ConsumerCompile {
  /** The folder in whose `node_modules` the package is. */
  readonly consumer: string;
  readonly packageName: string;
  readonly specifiers: readonly string[];
  /** The compiler's program file, as JavaScript. */
  readonly compiler: string;
  /** For example `"5.9"`. */
  readonly version: string;
  /** Default: all. */
  readonly resolutions?: readonly Resolution[];
}

/**
 * Compiles files that load every entry point, from ES modules and from CommonJS, against the unpacked package with its
 * declarations.
 *
 * @returns what the compiler says of the package and of the files, by setting. What the declarations of other packages
 *   get wrong is not ours.
 */
export async function compileConsumer(options: ConsumerCompile): Promise<string[]> {
  const { consumer, packageName, specifiers, resolutions = RESOLUTIONS } = options;
  writeFiles(consumer, specifiers);
  const errors: string[] = [];
  for (const resolution of resolutions) {
    const output = await compile(options, resolution);
    errors.push(...ownErrors(output, packageName).map((error) => `${resolution} resolution: ${error}`));
  }
  return errors;
}

/** As problems of a check. */
export async function checkConsumerTypes(options: ConsumerCompile): Promise<Problem[]> {
  return (await compileConsumer(options)).map((error) => ({
    file: "package.json",
    line: 1,
    rule: `types for a user of TypeScript ${options.version} with ${error}`,
    fix: "declarations may speak only of the package itself and its dependencies",
  }));
}

function writeFiles(consumer: string, specifiers: readonly string[]): void {
  const lines = (write: (specifier: string, at: number) => string) => `${specifiers.map(write).join("\n")}\n`;
  const files = {
    "consumer.mts": lines((specifier, at) => `export * as entry${at} from "${specifier}";`),
    "lazy.cts": lines((specifier, at) => `export const load${at} = () => import("${specifier}");`),
    "require.cts": lines((specifier, at) => `import entry${at} = require("${specifier}");\nvoid entry${at};`),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(consumer, file), text);
}

function compile({ consumer, compiler, version }: ConsumerCompile, resolution: Resolution): Promise<string> {
  const compilerOptions = {
    module: MODULES[resolution],
    moduleResolution: resolution,
    target: "es2022",
    // Without the DOM, whose declarations would be checked, too.
    lib: ["es2022"],
    types: ["node"],
    strict: true,
    noEmit: true,
    skipLibCheck: false,
  };
  // Since 5.8 the compiler knows that Node's `require` takes ES modules.
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const requires = resolution === "nodenext" && (major > 5 || minor >= 8);
  const files = ["consumer.mts", "lazy.cts", ...(requires ? ["require.cts"] : [])];
  writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  return new Promise((done) => {
    const args = [compiler, "--pretty", "false", "--project", "tsconfig.json"];
    execFile(process.execPath, args, { cwd: consumer }, (_failure, stdout) => done(stdout));
  });
}

function ownErrors(output: string, packageName: string): string[] {
  return output
    .split("\n")
    .filter((line) => /error TS\d+/.test(line))
    .filter(
      (line) =>
        /^(consumer|lazy|require)\.[mc]ts/.test(line) ||
        line.startsWith(`node_modules/${packageName}/`) ||
        line.startsWith("error"),
    );
}
