import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findCycles } from "./file-cycles.js";
import { checkImport } from "./import-rules.js";
import { type ModuleImport, parseModule } from "./module-imports.js";
import type { Problem } from "./problem.js";
import { ROOM_TABLE } from "./room-table.js";
import type { RoomTable } from "./room-types.js";
import { checkFileShape, checkRooms, checkTable } from "./shape-rules.js";
import { listCodeFiles, resolveRelative } from "./source-tree.js";

export interface ImportReport {
  files: number;
  problems: Problem[];
}

/** Checks the rooms of the repository under `root`, the imports between them, packages, cycles and the shape of files. */
export function checkImports(root: string, table: RoomTable = ROOM_TABLE): ImportReport {
  const files = listCodeFiles(root);
  const context = { root, table, packageName: packageNameOf(root) };
  const problems = [...checkTable(table), ...checkRooms(root, files, table)];
  const importsOf = new Map<string, readonly ModuleImport[]>();

  for (const file of files) {
    const parsed = parseModule(file, readFileSync(join(root, file), "utf8"));
    importsOf.set(file, parsed.imports);
    problems.push(...checkFileShape(root, file, parsed));
    for (const imported of parsed.imports) {
      const problem = checkImport(context, file, imported);
      if (problem) problems.push(problem);
    }
  }
  problems.push(...cycleProblems(root, importsOf), ...folderCycleProblems(root, importsOf));
  return { files: files.length, problems };
}

function packageNameOf(root: string): string {
  const { name } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return name;
}

type Imports = ReadonlyMap<string, readonly ModuleImport[]>;

function cycleProblems(root: string, importsOf: Imports): Problem[] {
  const graph = new Map<string, string[]>();
  for (const [file, imports] of importsOf) {
    graph.set(
      file,
      imports.map((one) => targetOf(root, file, one)).filter((target) => target !== undefined),
    );
  }
  return findCycles(graph).map((cycle) => {
    const [file = "", next] = cycle;
    const line = importsOf.get(file)?.find((one) => targetOf(root, file, one) === next)?.line ?? 1;
    return {
      file,
      line,
      rule: `files import each other in a circle: ${cycle.join(" → ")}`,
      fix: "move the shared parts to another file that imports none of these (types count too)",
    };
  });
}

/** Folders of `src` that import each other in a circle, with the first import that closes it. A file right in `src` counts as a folder. */
function folderCycleProblems(root: string, importsOf: Imports): Problem[] {
  const graph = new Map<string, string[]>();
  const links = new Map<string, { readonly file: string; readonly line: number }>();
  for (const [file, imports] of importsOf) {
    const folder = folderOf(file);
    if (folder === undefined) continue;
    const targets = graph.get(folder) ?? [];
    graph.set(folder, targets);
    for (const imported of imports) {
      const target = folderOf(targetOf(root, file, imported) ?? "");
      if (target === undefined || target === folder || links.has(`${folder} ${target}`)) continue;
      links.set(`${folder} ${target}`, { file, line: imported.line });
      targets.push(target);
    }
  }
  return findCycles(graph).map((cycle) => ({
    ...(links.get(`${cycle.at(-2)} ${cycle.at(-1)}`) ?? { file: cycle[0] ?? "src", line: 1 }),
    rule: `folders import each other in a circle: ${cycle.join(" → ")}`,
    fix: "move one of the files to the folder that needs it, or the shared parts to a folder below both (types count too)",
  }));
}

function folderOf(file: string): string | undefined {
  if (!file.startsWith("src/")) return undefined;
  return dirname(file) === "src" ? file : dirname(file);
}

function targetOf(root: string, file: string, { specifier }: ModuleImport): string | undefined {
  return specifier?.startsWith(".") ? resolveRelative(root, file, specifier) : undefined;
}
