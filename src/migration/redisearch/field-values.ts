import type { IndexField } from "./index-schema.js";

/** How a TAG field with one tag is stored: as text (`auto`) or as a list (`list`). */
export type TagStyle = "auto" | "list";

/**
 * The attribute for the text of a hash field. Undefined if an attribute cannot hold it:
 * - TAG: the tags, split at the separator and trimmed. One tag is text (`auto`) or a list of one (`list`).
 * - NUMERIC: a number. Undefined for text that is not a number; the index cannot contain such a document.
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
 * The attribute for the values at a JSON path, by the same rules. Several values, or a list, become a list. null is left out,
 * as in the index.
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
