import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "./problem.js";

/** A command of the package, from `bin` of package.json. */
export interface Program {
  /** What users type. */
  readonly name: string;
  /** The source file, from the repository root. */
  readonly source: string;
}

const BUILT = /^\.\/dist\/(.+)\.js$/;

/** Reads the programs; what cannot be a program of this package is a problem. */
export function readPrograms(root: string): { programs: Program[]; problems: Problem[] } {
  const text = readFileSync(join(root, "package.json"), "utf8");
  const manifest: { bin?: Record<string, string> } = JSON.parse(text);
  const programs: Program[] = [];
  const problems: Problem[] = [];
  for (const [name, target] of Object.entries(manifest.bin ?? {})) {
    const source = `${BUILT.exec(target)?.[1]}.ts`;
    if (existsSync(join(root, source))) {
      programs.push({ name, source });
      continue;
    }
    const line = text.split("\n").findIndex((row) => row.includes(`"${target}"`)) + 1;
    problems.push({
      file: "package.json",
      line,
      rule: `bin "${name}": ${target} is not built from a source file`,
      fix: "name the file in ./dist at the path of its source, with .js for .ts",
    });
  }
  return { programs, problems };
}
