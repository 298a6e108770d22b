import type { IndexField } from "./index-schema.js";

/** What a TAG field with one tag becomes. */
export type TagStyle = "auto" | "list";

/**
 * The attribute for the text of a hash field, or undefined when attributes cannot hold what it means:
 * - TAG: its tags, parted at the separator and trimmed; one tag is text (`auto`) or a list of one (`list`).
 * - NUMERIC: a number. Text that spells none (the index would not have taken the document) is undefined.
 * - TEXT and GEO (`"lon,lat"`): the text.
 */
export function hashFieldValue(field: IndexField, text: string, tags: TagStyle): unknown {
  switch (field.type) {
    case "TAG":
      return tagValue(splitTags(text, field.separator), tags);
    case "NUMERIC":
      return numberOf(text);
    case "TEXT":
    case "GEO":
      return text;
    default:
      return undefined;
  }
}

/**
 * The attribute for what a JSON path found, in the same way. Several finds, or a list, become a list; null among them is
 * left out as the index leaves it out.
 */
export function jsonFieldValue(field: IndexField, found: readonly unknown[], tags: TagStyle): unknown {
  const values = found.flat().filter((value) => value !== null);
  const isList = found.length > 1 || Array.isArray(found[0]);
  if (values.length === 0) return undefined;
  switch (field.type) {
    case "TAG": {
      if (!values.every((value) => typeof value === "string" || typeof value === "boolean")) return undefined;
      const split = values.flatMap((value) =>
        typeof value === "string" && field.separator !== "" ? splitTags(value, field.separator) : [value],
      );
      return isList ? split : tagValue(split, tags);
    }
    case "NUMERIC":
      if (!values.every((value) => typeof value === "number" && Number.isFinite(value))) return undefined;
      return isList ? values : values[0];
    case "TEXT":
    case "GEO":
      if (!values.every((value) => typeof value === "string")) return undefined;
      return isList ? values : values[0];
    default:
      return undefined;
  }
}

function splitTags(text: string, separator: string): string[] {
  const parts = separator === "" ? [text] : text.split(separator);
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function tagValue(tags: readonly unknown[], style: TagStyle): unknown {
  if (tags.length === 0) return undefined;
  return style === "auto" && tags.length === 1 ? tags[0] : tags;
}

function numberOf(text: string): number | undefined {
  if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
