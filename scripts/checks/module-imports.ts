import { type Expression, type ImportOrExportKind, parseSync, Visitor } from "oxc-parser";

/** One import of another module. */
export interface ModuleImport {
  /** The module's name; undefined if it is computed at run time. */
  specifier: string | undefined;
  /** The first line is 1. */
  line: number;
  /** Whether the import disappears at run time. (`import { type A }` loads its module, `import type { A }` does not.) */
  typeOnly: boolean;
  /** Whether it is `import(…)`, which loads the module when the line runs. */
  dynamic: boolean;
  /** Whether it is `export * from …` without a name. */
  star: boolean;
}

export interface ParsedModule {
  imports: readonly ModuleImport[];
  /** Only if the file is no valid TypeScript. `imports` then contains those that could be read. */
  syntaxError?: { line: number; message: string };
}

/** Reads every import, re-export, `import()`, `import("…").Type` and `require` of a file's text. */
export function parseModule(file: string, text: string): ParsedModule {
  const { program, errors } = parseSync(file, text);
  const lineAt = lineFinder(text);
  const imports: ModuleImport[] = [];

  function add(specifier: string | undefined, at: number, traits: Partial<ModuleImport> = {}): void {
    imports.push({ specifier, line: lineAt(at), typeOnly: false, dynamic: false, star: false, ...traits });
  }

  new Visitor({
    ImportDeclaration: (node) => add(node.source.value, node.start, { typeOnly: isType(node.importKind) }),
    ExportNamedDeclaration: (node) => {
      if (node.source) add(node.source.value, node.start, { typeOnly: isType(node.exportKind) });
    },
    ExportAllDeclaration: (node) =>
      add(node.source.value, node.start, { typeOnly: isType(node.exportKind), star: node.exported === null }),
    ImportExpression: (node) => add(textOf(node.source), node.start, { dynamic: true }),
    TSImportType: (node) => add(node.source.value, node.start, { typeOnly: true }),
    TSExternalModuleReference: (node) => add(node.expression.value, node.start),
    CallExpression: (node) => {
      const [first] = node.arguments;
      const isRequire = node.callee.type === "Identifier" && node.callee.name === "require";
      if (isRequire && first && first.type !== "SpreadElement") add(textOf(first), node.start);
    },
  }).visit(program);
  imports.sort((a, b) => a.line - b.line);

  const [error] = errors;
  if (!error) return { imports };
  return { imports, syntaxError: { line: lineAt(error.labels[0]?.start ?? 0), message: error.message } };
}

function isType(kind: ImportOrExportKind | undefined): boolean {
  return kind === "type";
}

/** The value of a string, or of a template without expressions. */
function textOf(node: Expression): string | undefined {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? undefined;
  }
  return undefined;
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    const next = starts.findIndex((start) => start > offset);
    return next === -1 ? starts.length : next;
  };
}
