import {
  type Declaration as DeclarationNode,
  type ExportAllDeclaration,
  type ExportDefaultDeclaration,
  type ExportNamedDeclaration,
  type Expression,
  type ImportDeclaration,
  type ModuleExportName,
  type Program,
  parseSync,
  type Span,
  type TSImportType,
  type TSImportTypeQualifier,
  type TSTypeName,
  Visitor,
} from "oxc-parser";

/** A name of another module. `*` stands for the whole module. */
export interface ForeignName {
  specifier: string;
  name: string;
}

/** One top-level declaration of a `.d.ts` file. */
export interface Declaration {
  /** `class`, `interface`, `type`, `function`, `const`, `enum` … */
  kind: string;
  /** Source text without comments and without private members. */
  text: string;
  /** Names in the text that the file declares or imports. */
  references: Set<string>;
  /** Names that the text imports by `import("…").Name`. */
  foreignReferences: ForeignName[];
}

export interface DeclarationFile {
  /** By local name. Overloads and merged declarations have several. */
  declarations: Map<string, Declaration[]>;
  imports: Map<string, ForeignName>;
  /** By exported name: a local name or a name of another module. */
  exports: Map<string, string | ForeignName>;
  /** Specifiers of `export * from …`. */
  stars: string[];
}

type SpannedDeclaration = Declaration & Span;

/** Reads the declarations, imports and exports of a `.d.ts` file that the compiler wrote. */
export function parseDeclarationFile(file: string, text: string): DeclarationFile {
  const { program, comments, errors } = parseSync(file, text, { lang: "dts" });
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const found: DeclarationFile = {
    declarations: new Map(),
    imports: new Map(),
    exports: new Map(),
    stars: [],
  };
  const spanned: SpannedDeclaration[] = [];
  for (const node of program.body) {
    if (node.type === "ImportDeclaration") readImport(node, found);
    else if (node.type === "ExportAllDeclaration") readStar(node, found);
    else if (node.type === "ExportNamedDeclaration") spanned.push(...readNamedExport(node, found));
    else if (node.type === "ExportDefaultDeclaration") spanned.push(...readDefaultExport(node, found));
    else if (isDeclaration(node)) spanned.push(declare(found, declaredNames(node), kindOf(node), node));
  }
  collectReferences(program, spanned);
  const cuts: Span[] = [...comments, ...privateMembers(program)];
  for (const span of spanned) span.text = textWithout(text, span, cuts);
  return found;
}

function readStar({ exported, source }: ExportAllDeclaration, found: DeclarationFile): void {
  if (exported === null) found.stars.push(source.value);
  else found.exports.set(nameOf(exported), { specifier: source.value, name: "*" });
}

function readDefaultExport(node: ExportDefaultDeclaration, found: DeclarationFile): SpannedDeclaration[] {
  if (node.declaration.type === "Identifier") {
    found.exports.set("default", node.declaration.name);
    return [];
  }
  found.exports.set("default", "default");
  return [declare(found, ["default"], KINDS[node.declaration.type] ?? "value", node)];
}

function readImport(node: ImportDeclaration, found: DeclarationFile): void {
  for (const one of node.specifiers) {
    const name =
      one.type === "ImportSpecifier"
        ? nameOf(one.imported)
        : one.type === "ImportDefaultSpecifier"
          ? "default"
          : "*";
    found.imports.set(one.local.name, { specifier: node.source.value, name });
  }
}

function readNamedExport(node: ExportNamedDeclaration, found: DeclarationFile): SpannedDeclaration[] {
  for (const one of node.specifiers) {
    const name = nameOf(one.local);
    found.exports.set(nameOf(one.exported), node.source ? { specifier: node.source.value, name } : name);
  }
  if (!node.declaration) return [];
  const names = declaredNames(node.declaration);
  for (const name of names) found.exports.set(name, name);
  return [declare(found, names, kindOf(node.declaration), node)];
}

function declare(found: DeclarationFile, names: string[], kind: string, { start, end }: Span) {
  const declaration: SpannedDeclaration = {
    kind,
    text: "",
    references: new Set(),
    foreignReferences: [],
    start,
    end,
  };
  for (const name of names)
    found.declarations.set(name, [...(found.declarations.get(name) ?? []), declaration]);
  return declaration;
}

function isDeclaration(node: { type: string }): node is DeclarationNode {
  return node.type in KINDS || node.type === "VariableDeclaration";
}

const KINDS: Record<string, string> = {
  ClassDeclaration: "class",
  TSDeclareFunction: "function",
  TSInterfaceDeclaration: "interface",
  TSTypeAliasDeclaration: "type",
  TSEnumDeclaration: "enum",
  TSModuleDeclaration: "namespace",
};

function kindOf(node: DeclarationNode): string {
  return node.type === "VariableDeclaration" ? node.kind : (KINDS[node.type] ?? node.type);
}

function declaredNames(node: DeclarationNode): string[] {
  if (node.type === "VariableDeclaration") {
    return node.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
  }
  return "id" in node && node.id?.type === "Identifier" ? [node.id.name] : [];
}

function nameOf(node: ModuleExportName): string {
  return node.type === "Literal" ? node.value : node.name;
}

/** Adds to every declaration the names within its span. */
function collectReferences(program: Program, declarations: readonly SpannedDeclaration[]): void {
  const around = ({ start, end }: Span) =>
    declarations.find((declaration) => declaration.start <= start && end <= declaration.end);
  const refer = (node: Expression | TSTypeName | TSImportType) => {
    const name = leftmostName(node);
    if (name !== undefined) around(node)?.references.add(name);
  };
  new Visitor({
    TSTypeReference: (node) => refer(node.typeName),
    TSTypeQuery: (node) => refer(node.exprName),
    TSInterfaceHeritage: (node) => refer(node.expression),
    TSClassImplements: (node) => refer(node.expression),
    ClassDeclaration: (node) => {
      if (node.superClass) refer(node.superClass);
    },
    TSImportType: (node) => {
      const name = node.qualifier ? firstName(node.qualifier) : "*";
      around(node)?.foreignReferences.push({ specifier: node.source.value, name });
    },
  }).visit(program);
}

/** `a` of `a.b.c`. */
function leftmostName(node: Expression | TSTypeName | TSImportType): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type === "TSQualifiedName") return leftmostName(node.left);
  if (node.type === "MemberExpression") return leftmostName(node.object);
  return undefined;
}

function firstName(node: TSImportTypeQualifier): string {
  return node.type === "Identifier" ? node.name : firstName(node.left);
}

/** Private members, which no caller can use. A private constructor is none of them, because it forbids `new`. */
function privateMembers(program: Program): Span[] {
  const members: Span[] = [];
  new Visitor({
    ClassBody: ({ body }) => {
      for (const member of body) {
        if (!("key" in member)) continue;
        const isConstructor = member.type === "MethodDefinition" && member.kind === "constructor";
        const isPrivate = member.accessibility === "private" || member.key.type === "PrivateIdentifier";
        if (isPrivate && !isConstructor) members.push(member);
      }
    },
  }).visit(program);
  return members;
}

/** The text of a span without the cuts and without the empty lines that they would leave. */
function textWithout(text: string, { start, end }: Span, cuts: readonly Span[]): string {
  const inside = cuts.filter((cut) => start <= cut.start && cut.end <= end).sort((a, b) => a.start - b.start);
  let kept = "";
  let at = start;
  for (const cut of inside) {
    // A cut inside an earlier one, such as a comment in a private member, is already removed.
    if (cut.start > at) kept += text.slice(at, cut.start);
    at = Math.max(at, cut.end);
  }
  return (kept + text.slice(at, end)).replace(/[ \t]+$/gm, "").replace(/\n+/g, "\n");
}
