import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Comment,
  parseSync,
  type TSInterfaceDeclaration,
  type TSSignature,
  type TSType,
  Visitor,
} from "oxc-parser";
import { listFiles } from "./source-tree.js";

/** One option of an interface. */
export interface OptionField {
  name: string;
  isOptional: boolean;
  /** The doc comment as one line of text, or "". */
  doc: string;
  /** The type in the source, without `| undefined`. Function types are named `function`. */
  type: string;
  /** Options inside this option. */
  fields: OptionField[];
  /** Whether it is a `Record`: the inner options are those of each value, under keys that the caller chooses. */
  isRecord: boolean;
}

interface SourceFile {
  path: string;
  text: string;
  comments: readonly Comment[];
}

interface Declared {
  file: SourceFile;
  node: TSInterfaceDeclaration;
}

/** Every interface and every function type of the library's sources, by name. */
export interface DeclaredTypes {
  interfaces: ReadonlyMap<string, readonly Declared[]>;
  functions: ReadonlySet<string>;
}

/** Reads the sources below `src`. */
export function readDeclaredTypes(root: string): DeclaredTypes {
  const interfaces = new Map<string, Declared[]>();
  const functions = new Set<string>();
  for (const path of listFiles(root, /^src\/.*\.ts$/)) {
    const text = readFileSync(join(root, path), "utf8");
    const { program, comments } = parseSync(path, text);
    const file = { path, text, comments };
    new Visitor({
      TSInterfaceDeclaration: (node) => {
        interfaces.set(node.id.name, [...(interfaces.get(node.id.name) ?? []), { file, node }]);
      },
      TSTypeAliasDeclaration: (node) => {
        if (node.typeAnnotation.type === "TSFunctionType") functions.add(node.id.name);
      },
    }).visit(program);
  }
  return { interfaces, functions };
}

/**
 * The options of an interface, including inherited ones, in the order of the source.
 *
 * @param seen - Gets the name of every interface that is read on the way.
 * @returns undefined when there is no such interface, or more than one.
 */
export function optionFields(
  types: DeclaredTypes,
  name: string,
  seen: Set<string>,
): { file: string; fields: OptionField[] } | undefined {
  const declared = findInterface(types, name, "src/");
  if (declared === undefined) return undefined;
  return { file: declared.file.path, fields: fieldsOfInterface(types, declared, seen) };
}

function fieldsOfInterface(types: DeclaredTypes, { file, node }: Declared, seen: Set<string>): OptionField[] {
  seen.add(node.id.name);
  const inherited = node.extends.flatMap(({ expression, typeArguments }) => {
    if (expression.type !== "Identifier") return [];
    const [base, left] = typeArguments?.params ?? [];
    if (expression.name !== "Omit") return fieldsNamed(types, file, expression.name, seen);
    const omitted = left === undefined ? "" : file.text.slice(left.start, left.end);
    return fieldsOfType(types, file, base, seen).filter(({ name }) => !omitted.includes(`"${name}"`));
  });
  return [...inherited, ...fieldsOfMembers(types, file, node.body.body, seen)];
}

function fieldsNamed(types: DeclaredTypes, file: SourceFile, name: string, seen: Set<string>): OptionField[] {
  const declared = findInterface(types, name, file.path) ?? findInterface(types, name, "src/options/");
  const found = declared ?? findInterface(types, name, "src/");
  return found === undefined ? [] : fieldsOfInterface(types, found, seen);
}

function findInterface(types: DeclaredTypes, name: string, below: string): Declared | undefined {
  const found = (types.interfaces.get(name) ?? []).filter(({ file }) => file.path.startsWith(below));
  return found.length === 1 ? found[0] : undefined;
}

function fieldsOfMembers(
  types: DeclaredTypes,
  file: SourceFile,
  members: readonly TSSignature[],
  seen: Set<string>,
): OptionField[] {
  return members.flatMap((member) => {
    const isField = member.type === "TSPropertySignature" || member.type === "TSMethodSignature";
    if (!isField || member.key.type !== "Identifier") return [];
    const type = member.type === "TSPropertySignature" ? member.typeAnnotation?.typeAnnotation : undefined;
    const isFunction = member.type === "TSMethodSignature" || isFunctionType(types, type);
    return [
      {
        name: member.key.name,
        isOptional: member.optional,
        doc: docBefore(file, member.start),
        type: isFunction || type === undefined ? "function" : typeText(file, type),
        // A function's own parameters are not options.
        fields: isFunction ? [] : fieldsOfType(types, file, type, seen),
        isRecord: type !== undefined && alternatives(type).some(isRecordType),
      },
    ];
  });
}

/** The options that a type declares: a type literal, a reference to an interface of options, or a record of one of these. */
function fieldsOfType(
  types: DeclaredTypes,
  file: SourceFile,
  type: TSType | undefined,
  seen: Set<string>,
): OptionField[] {
  if (type === undefined) return [];
  return alternatives(type).flatMap((one) => {
    if (one.type === "TSTypeLiteral") return fieldsOfMembers(types, file, one.members, seen);
    if (one.type !== "TSTypeReference" || one.typeName.type !== "Identifier") return [];
    if (isRecordType(one)) return fieldsOfType(types, file, one.typeArguments?.params[1], seen);
    const { name } = one.typeName;
    return OPTIONS_NAME.test(name) ? fieldsNamed(types, file, name, seen) : [];
  });
}

/** Names of public interfaces of options. Other interfaces are values, such as a client or a schema. */
const OPTIONS_NAME = /(Options|Settings|Tuning|Price|Target|Files)$/;

function isRecordType(type: TSType): boolean {
  if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return false;
  return type.typeName.name === "Record";
}

function isFunctionType(types: DeclaredTypes, type: TSType | undefined): boolean {
  if (type === undefined) return false;
  return alternatives(type).some(
    (one) =>
      one.type === "TSFunctionType" ||
      (one.type === "TSTypeReference" &&
        one.typeName.type === "Identifier" &&
        types.functions.has(one.typeName.name)),
  );
}

/** The members of a union, of `Readonly<…>` and of parentheses, without `undefined`. */
function alternatives(type: TSType): TSType[] {
  if (type.type === "TSParenthesizedType") return alternatives(type.typeAnnotation);
  if (type.type === "TSUnionType") return type.types.flatMap(alternatives);
  if (type.type === "TSUndefinedKeyword") return [];
  const isReadonly =
    type.type === "TSTypeReference" &&
    type.typeName.type === "Identifier" &&
    type.typeName.name === "Readonly";
  const inner = isReadonly ? type.typeArguments?.params[0] : undefined;
  return inner === undefined ? [type] : alternatives(inner);
}

function typeText(file: SourceFile, type: TSType): string {
  return alternatives(type)
    .map(({ start, end }) => file.text.slice(start, end).replace(/\s+/g, " "))
    .join(" | ");
}

/** The doc comment that ends directly before `start`. */
function docBefore({ text, comments }: SourceFile, start: number): string {
  const comment = comments.findLast(({ end }) => end <= start);
  if (comment === undefined || !comment.value.startsWith("*")) return "";
  if (text.slice(comment.end, start).trim() !== "") return "";
  return comment.value
    .split("\n")
    .map((line) => line.replace(/^\s*\*+ ?/, "").trim())
    .join(" ")
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .trim();
}
