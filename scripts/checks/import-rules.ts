import { builtinModules } from "node:module";
import type { ModuleImport } from "./module-imports.js";
import type { Problem } from "./problem.js";
import { PURE_NODE_MODULES } from "./room-table.js";
import type { PackageRule, Room, RoomTable } from "./room-types.js";
import { doorOf, isLibraryFile, resolveRelative, roomOf } from "./source-tree.js";

export interface ImportContext {
  root: string;
  /** The package's own name, which examples use and the library does not. */
  packageName: string;
  table: RoomTable;
}

type Finding = Pick<Problem, "rule" | "mend">;

/** The rule that one import of a file breaks, or undefined when it breaks none. */
export function checkImport(
  context: ImportContext,
  file: string,
  imported: ModuleImport,
): Problem | undefined {
  const finding = findingOf(context, file, imported);
  return finding && { file, line: imported.line, ...finding };
}

function findingOf(context: ImportContext, file: string, imported: ModuleImport): Finding | undefined {
  const { specifier } = imported;
  if (specifier === undefined) {
    // What a script or a test computes is its own affair.
    if (!isLibraryFile(file)) return undefined;
    return {
      rule: "an import whose target is computed cannot be checked",
      mend: "write the module's name between the quotes",
    };
  }
  if (specifier.startsWith(".")) return checkRelative(context, file, imported, specifier);
  return isLibraryFile(file) ? checkPackage(context, file, imported, specifier) : undefined;
}

function checkRelative(
  context: ImportContext,
  file: string,
  imported: ModuleImport,
  specifier: string,
): Finding | undefined {
  const target = resolveRelative(context.root, file, specifier);
  if (target === undefined) {
    return { rule: `there is no file behind "${specifier}"`, mend: "correct the path" };
  }
  const to = roomOf(target, context.table);
  if (isLibraryFile(file)) return checkArrow(context, file, imported, target, to);
  if (to === undefined) return undefined;
  if (file.startsWith("test/examples/")) {
    return {
      rule: `an example imports ${target}, which a reader of the README does not have`,
      mend: `import from "${context.packageName}" or one of its entry points`,
    };
  }
  if (file.startsWith("scripts/") && target !== doorOf(to)) {
    return deepImport(to, target);
  }
  return undefined;
}

function checkArrow(
  { table }: ImportContext,
  file: string,
  imported: ModuleImport,
  target: string,
  to: Room | undefined,
): Finding | undefined {
  const from = roomOf(file, table);
  // A file outside every room is reported once, by the shape rules.
  if (from === undefined || from === to) return undefined;
  if (to === undefined) {
    return {
      rule: `${from.name} imports ${target}, which is in no room`,
      mend: "move what is needed into a room below, or add the room to scripts/checks/room-table.ts",
    };
  }
  if (target !== doorOf(to)) return deepImport(to, target);
  if (from.mayImport.includes(to.name)) return undefined;
  if (from.mayImportTypesOf?.includes(to.name)) {
    if (imported.typeOnly) return undefined;
    return {
      rule: `${from.name} may import only types of ${to.name}`,
      mend: "write `import type { … }` or `export type { … }`, or move the code that needs more",
    };
  }
  return {
    rule: `${from.name} must not import ${to.name}`,
    mend: `${from.name} may import: ${namesOf(from)}. Move the code, pass the thing in, or change the arrows in scripts/checks/room-table.ts`,
  };
}

function deepImport(to: Room, target: string): Finding {
  return {
    rule: `${target} is inside the room ${to.name}; other rooms come through its door`,
    mend: `import from ${doorOf(to)}, and export the name there if it is meant for others`,
  };
}

function namesOf(room: Room): string {
  const names = [...room.mayImport, ...(room.mayImportTypesOf ?? []).map((name) => `${name} (types)`)];
  return names.length === 0 ? "no other room" : names.join(", ");
}

function checkPackage(
  { table, packageName }: ImportContext,
  file: string,
  imported: ModuleImport,
  specifier: string,
): Finding | undefined {
  const room = roomOf(file, table);
  if (room === undefined) return undefined;
  const bare = specifier.replace(/^node:/, "");
  if (specifier.startsWith("node:") || builtinModules.includes(bare)) {
    if (!room.pure || imported.typeOnly || PURE_NODE_MODULES.has(`node:${bare}`)) return undefined;
    return {
      rule: `${room.name} does no I/O, but imports ${specifier}`,
      mend: "let the caller do the I/O and pass the result in",
    };
  }
  const name = packageOf(specifier);
  if (name === packageName) {
    return {
      rule: "the library imports itself by its package name",
      mend: "use the relative path of the room's door",
    };
  }
  const rule = table.packages.find((candidate) => wildcard(candidate.name).test(name));
  if (!rule) {
    return {
      rule: `the package ${name} has no rule`,
      mend: "use what is there, or add it with its one room to `packages` in scripts/checks/room-table.ts",
    };
  }
  if (!isAllowed(rule, room, file)) {
    return {
      rule: `${room.name} must not import the package ${name}`,
      mend: `only ${[...rule.rooms, ...(rule.files ?? [])].join(" and ")} may; use that room's door`,
    };
  }
  if (rule.dynamic && !imported.dynamic && !imported.typeOnly) {
    return {
      rule: `the package ${name} is optional or heavy and must not load with the library`,
      mend: `use \`await import("${specifier}")\` where it is first needed`,
    };
  }
  return undefined;
}

function isAllowed(rule: PackageRule, room: Room, file: string): boolean {
  return rule.rooms.includes(room.name) || (rule.files ?? []).some((pattern) => wildcard(pattern).test(file));
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** `*` stands for anything but a slash. */
function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*");
  return new RegExp(`^${escaped}$`);
}
