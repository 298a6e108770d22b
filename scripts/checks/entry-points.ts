import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "./problem.js";

/** One entry of `exports` in package.json. */
export interface EntryPoint {
  /** The name that users import: `octavec`, `octavec/testing` … */
  specifier: string;
  /** `index` for the package itself, otherwise the part after the name of the package. */
  name: string;
  /** The source file, from the repository root. */
  source: string;
}

const BUILD_FOLDER = "./dist/";

/** Reads the entry points with code. An invalid one is a problem. */
export function readEntryPoints(root: string): { entryPoints: EntryPoint[]; problems: Problem[] } {
  const text = readFileSync(join(root, "package.json"), "utf8");
  const manifest: { name: string; exports?: Record<string, unknown> } = JSON.parse(text);
  const entryPoints: EntryPoint[] = [];
  const problems: Problem[] = [];

  for (const [path, target] of Object.entries(manifest.exports ?? {})) {
    if (path === "./package.json") continue;
    const line = text.split("\n").findIndex((row) => row.includes(`"${path}":`)) + 1;
    const fault = (rule: string, fix: string) =>
      problems.push({ file: "package.json", line, rule: `exports "${path}": ${rule}`, fix });

    const { types, default: code } = conditionsOf(target);
    if (!types?.startsWith(BUILD_FOLDER) || !types.endsWith(".d.ts")) {
      fault("has no types in dist", 'write { "types": "./dist/….d.ts", "default": "./dist/….js" }');
      continue;
    }
    if (code !== types.replace(/\.d\.ts$/, ".js")) {
      fault(`${types} and ${code} come from different sources`, "name the same file as .d.ts and as .js");
      continue;
    }
    const source = types.slice(BUILD_FOLDER.length).replace(/\.d\.ts$/, ".ts");
    if (!existsSync(join(root, source))) {
      fault(`there is no ${source}`, `add ${source}, or take the entry out of package.json until it exists`);
      continue;
    }
    const name = path === "." ? "index" : path.slice("./".length);
    entryPoints.push({ specifier: `${manifest.name}${path.slice(1)}`, name, source });
  }
  return { entryPoints, problems };
}

function conditionsOf(target: unknown): { types?: string; default?: string } {
  if (typeof target !== "object" || target === null) return {};
  const strings = Object.entries(target).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(strings);
}
