import { alternativesOf, type OptionFacts } from "./option-facts.js";
import type { OptionField } from "./option-fields.js";

/** The cells of one option: name, type with unit, range, default and meaning. */
export type OptionRow = readonly [string, string, string, string, string];

export const OPTION_HEAD: OptionRow = ["Option", "Type", "Range", "Default", "Meaning"];

/**
 * The rows of options and of the options inside them.
 *
 * @param report - Called with a sentence for each missing part and each contradiction to the schema.
 */
export function optionRows(
  fields: readonly OptionField[],
  facts: OptionFacts | undefined,
  report: (problem: string) => void,
  prefix = "",
): OptionRow[] {
  const properties = facts?.properties ?? {};
  for (const name of Object.keys(properties)) {
    if (!fields.some((field) => field.name === name)) {
      report(`the schema has \`${prefix}${name}\`, but the interface does not`);
    }
  }
  return fields.flatMap((field) => {
    const name = `${prefix}${field.name}`;
    const own = properties[field.name];
    if (facts?.properties !== undefined && own === undefined && facts.additionalProperties === false) {
      // Top-level options that are objects, such as a client, are checked by code and not by the schema.
      if (prefix !== "") report(`the interface has \`${name}\`, but the schema does not`);
    }
    const inner = innerFacts(own);
    const rows = field.fields.length === 0 ? [] : innerRows(field, inner, report, name);
    // An object without a doc comment of its own is described by its parts.
    const isOnlyParts = rows.length > 0 && (field.doc === "" || isPlainObject(own));
    if (field.doc === "" && rows.length === 0) report(`the option \`${name}\` has no doc comment`);
    return isOnlyParts ? rows : [rowOf(name, field, own, report), ...rows];
  });
}

function innerRows(
  field: OptionField,
  inner: OptionFacts | undefined,
  report: (problem: string) => void,
  name: string,
): OptionRow[] {
  return optionRows(field.fields, inner, report, field.isRecord ? `${name}.*.` : `${name}.`);
}

function innerFacts(facts: OptionFacts | undefined): OptionFacts | undefined {
  if (facts === undefined) return undefined;
  for (const one of alternativesOf(facts)) {
    if (one.properties !== undefined) return one;
    if (typeof one.additionalProperties === "object") return innerFacts(one.additionalProperties);
  }
  return undefined;
}

function isPlainObject(facts: OptionFacts | undefined): boolean {
  return facts?.properties !== undefined;
}

function rowOf(
  name: string,
  field: OptionField,
  facts: OptionFacts | undefined,
  report: (problem: string) => void,
): OptionRow {
  const { meaning, told } = splitDoc(field.doc);
  const range = facts === undefined ? rangeIn(meaning) : rangeOf(facts);
  const fallback = facts?.default;
  const isScalar = ["string", "number", "boolean"].includes(typeof fallback);
  if (isScalar && told !== undefined && contradicts(told, fallback)) {
    report(
      `the option \`${name}\` has the default ${String(fallback)}, but its doc comment says: Default ${told}`,
    );
  }
  const value = told ?? (isScalar ? textOf(fallback) : field.isOptional ? "none" : "required");
  const shown = withoutColumns(meaning, range);
  if (field.doc !== "" && shown === "")
    report(`the doc comment of \`${name}\` contains nothing but the default`);
  return [`\`${name}\``, typeOf(field, facts), range, value, shown];
}

/** Separates the sentence with the default from the others. */
function splitDoc(doc: string): { meaning: string; told: string | undefined } {
  const text = doc.replace(/(\d) (?=\d{3}\b)/g, "$1,");
  const found = /(?:^|(?<=[.:;] ))Default:? (.*?)\.(?= |$)/.exec(text);
  if (found === null) return { meaning: text, told: undefined };
  const meaning = `${text.slice(0, found.index)}${text.slice(found.index + found[0].length)}`;
  return { meaning: meaning.replace(/ {2,}/g, " ").trim(), told: codeOf(found[1] ?? "") };
}

/** Marks `true`, `false` or a quoted word at the beginning as code, and adds separators to a number. */
function codeOf(text: string): string {
  return text
    .replace(/^(true|false)\b/, "`$1`")
    .replace(/^`"(.*?)"`/, "`$1`")
    .replace(/^\d{4,}/, (digits) => textOf(Number(digits)));
}

function contradicts(told: string, value: unknown): boolean {
  const literal = /^`([^`]*)`|^(-?[\d,.]*\d)/.exec(told);
  if (literal === null) return !told.includes(textOf(value));
  const [, code, digits] = literal;
  return code === undefined
    ? Number(digits?.replaceAll(",", "")) !== value
    : code.replaceAll('"', "") !== String(value);
}

/** The range in a doc comment, for options without a schema. */
function rangeIn(meaning: string): string {
  return /,? (\d[\d,.]* to \d[\d,.]*\d|\d to \d)(?=[.,;:])/.exec(meaning)?.[1] ?? "";
}

/** Removes range and unit, which have their own columns. */
function withoutColumns(meaning: string, range: string): string {
  const text = meaning.replace(/,? in milliseconds(?=[,.;:])/, "");
  if (range === "") return text;
  const at = text.indexOf(range);
  const isWhole = /^[.,;:]/.test(text.slice(at + range.length));
  if (at === -1 || !isWhole) return text;
  const before = text.slice(0, at).replace(/[,:]? $/, "");
  const after = text.slice(at + range.length);
  // The range was a sentence of its own.
  return before.endsWith(".") ? before + after.slice(1) : before + after;
}

function typeOf({ name, type }: OptionField, facts: OptionFacts | undefined): string {
  const known = facts === undefined ? [] : alternativesOf(facts).map(typeOfFacts);
  const words = known.length === 0 || known.includes(undefined) ? [sourceType(type)] : known;
  const unit = unitOf(name);
  const isNumber = words.some((word) => word === "integer" || word === "number");
  return [...new Set(words)].join(" or ") + (isNumber && unit !== undefined ? `, ${unit}` : "");
}

function typeOfFacts(facts: OptionFacts): string | undefined {
  if (facts.const !== undefined) return `\`${String(facts.const)}\``;
  if (facts.type === "array") return "array";
  return facts.type;
}

function sourceType(type: string): string {
  if (type === "function" || type === "number" || type === "string" || type === "boolean") return type;
  return `\`${type}\``;
}

function unitOf(name: string): string | undefined {
  if (/Ms$/.test(name)) return "ms";
  if (/bytes$/i.test(name)) return "bytes";
  if (/(Chars|TextLength)$/.test(name)) return "characters";
  return undefined;
}

function rangeOf(facts: OptionFacts): string {
  const parts = alternativesOf(facts).flatMap((one) => {
    if (one.type === "array") return one.items?.enum === undefined ? [] : [listOf(one.items.enum)];
    if (one.enum !== undefined) return [listOf(one.enum)];
    if (one.minimum !== undefined && (one.maximum ?? Number.MAX_SAFE_INTEGER) < Number.MAX_SAFE_INTEGER)
      return [`${textOf(one.minimum)} to ${textOf(one.maximum ?? 0)}`];
    if (one.minimum !== undefined) return [`${textOf(one.minimum)} or more`];
    if ((one.minLength ?? 0) > 1) return [`${one.minLength} characters or more`];
    return [];
  });
  return parts.join("; ");
}

function listOf(values: readonly unknown[]): string {
  return values.map((value) => `\`${String(value)}\``).join(", ");
}

function textOf(value: unknown): string {
  if (typeof value !== "number") return `\`${String(value)}\``;
  return value.toLocaleString("en-US", { maximumFractionDigits: 10 }).replace("-", "−");
}
