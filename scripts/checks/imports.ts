import { readFileSync } from "node:fs";
import { join } from "node:path";
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
  problems.push(...cycleProblems(root, importsOf));
  return { files: files.length, problems };
}

function packageNameOf(root: string): string {
  const { name } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return name;
}

function cycleProblems(root: string, importsOf: ReadonlyMap<string, readonly ModuleImport[]>): Problem[] {
  const targetOf = (file: string, { specifier }: ModuleImport) =>
    specifier?.startsWith(".") ? resolveRelative(root, file, specifier) : undefined;
  const graph = new Map<string, string[]>();
  for (const [file, imports] of importsOf) {
    graph.set(
      file,
      imports.map((one) => targetOf(file, one)).filter((target) => target !== undefined),
    );
  }
  return findCycles(graph).map((cycle) => {
    const [file = "", next] = cycle;
    const line = importsOf.get(file)?.find((one) => targetOf(file, one) === next)?.line ?? 1;
    return {
      file,
      line,
      rule: `files import each other in a circle: ${cycle.join(" → ")}`,
      fix: "move the shared parts to another file that imports none of these (types count too)",
    };
  });
}
