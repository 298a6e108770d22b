import { builtinModules } from "node:module";
import type { ModuleImport } from "./module-imports.js";
import type { Problem } from "./problem.js";
import { PURE_NODE_MODULES } from "./pure-node-modules.js";
import type { PackageRule, Room, RoomTable } from "./room-types.js";
import { doorOf, isLibraryFile, resolveRelative, roomOf } from "./source-tree.js";

export interface ImportContext {
  root: string;
  /** The package's own name. Examples import it, the library must not. */
  packageName: string;
  table: RoomTable;
}

type Finding = Pick<Problem, "rule" | "fix">;

/** The rule that one import of a file breaks, or undefined if it breaks none. */
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
    // Scripts and tests may compute the name of a module.
    if (!isLibraryFile(file)) return undefined;
    return {
      rule: "an import with a computed module name cannot be checked",
      fix: "write the module's name as a string",
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
    return { rule: `no file exists for "${specifier}"`, fix: "correct the path" };
  }
  const to = roomOf(target, context.table);
  if (isLibraryFile(file)) return checkArrow(context, file, imported, target, to);
  if (to === undefined) return undefined;
  if (file.startsWith("test/examples/")) {
    return {
      rule: `an example imports ${target}, which is not part of the published package`,
      fix: `import from "${context.packageName}" or another entry point`,
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
  // The shape rules report a file that belongs to no room.
  if (from === undefined || from === to) return undefined;
  if (to === undefined) {
    return {
      rule: `${from.name} imports ${target}, which belongs to no room`,
      fix: "move the needed code to a lower room, or add the room to scripts/checks/room-table.ts",
    };
  }
  if (target !== doorOf(to)) return deepImport(to, target);
  if (from.mayImport.includes(to.name)) return undefined;
  if (from.mayImportTypesOf?.includes(to.name)) {
    if (imported.typeOnly) return undefined;
    return {
      rule: `${from.name} may import only types of ${to.name}`,
      fix: "write `import type { … }` or `export type { … }`, or move the code",
    };
  }
  return {
    rule: `${from.name} must not import ${to.name}`,
    fix: `${from.name} may import: ${namesOf(from)}. Move the code, pass a value in instead, or change scripts/checks/room-table.ts`,
  };
}

function deepImport(to: Room, target: string): Finding {
  return {
    rule: `${target} is inside the room ${to.name}, and other rooms may import only its index.ts`,
    fix: `import from ${doorOf(to)}, and export the name there if other rooms need it`,
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
      rule: `${room.name} must do no I/O, but imports ${specifier}`,
      fix: "let the caller do the I/O and pass the result in",
    };
  }
  const name = packageOf(specifier);
  if (name === packageName) {
    return {
      rule: "the library imports itself by its package name",
      fix: "use the relative path of the room's index.ts",
    };
  }
  const rules = table.packages.filter((candidate) => wildcard(candidate.name).test(name));
  const rule = rules.find((candidate) => isAllowed(candidate, room, file)) ?? rules[0];
  if (!rule) {
    return {
      rule: `no rule allows the package ${name}`,
      fix: "do without it, or add it with the room that needs it to `packages` in scripts/checks/room-table.ts",
    };
  }
  if (!isAllowed(rule, room, file)) {
    return {
      rule: `${room.name} must not import the package ${name}`,
      fix: `only ${[...rule.rooms, ...(rule.files ?? [])].join(" and ")} may; import from that room instead`,
    };
  }
  if (rule.dynamic && !imported.dynamic && !imported.typeOnly) {
    return {
      rule: `the package ${name} is optional or large, so importing the library must not load it`,
      fix: `use \`await import("${specifier}")\` where it is first used`,
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

/** `*` stands for any characters but a slash. */
function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*");
  return new RegExp(`^${escaped}$`);
}
