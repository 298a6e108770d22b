import type { FieldMapping, MigrationRecord } from "../source/source.js";

/** A field of the source, with its values in the sample. */
export interface PlannedField extends FieldMapping {
  /** Records of the sample in which it is an attribute; for a field kept only in `extra`, records in which it occurs. */
  readonly seen: number;
  /** Number of attribute values of each kind. */
  readonly kinds: Readonly<Partial<Record<ValueKind, number>>>;
}

export type ValueKind = "text" | "number" | "boolean" | "list" | "object";

interface Tally {
  seen: number;
  kinds: Partial<Record<ValueKind, number>>;
}

/** Names that a filter can contain. */
const FILTERABLE = /^[A-Za-z0-9_-]+$/;

/** Counts the attributes and the fields of `extra` in a sample. */
export class FieldTally {
  readonly #attributes = new Map<string, Tally>();
  readonly #extra = new Map<string, number>();
  attributeBytes = 0;
  extraBytes = 0;

  add({ attributes, extra }: MigrationRecord): void {
    for (const [name, value] of Object.entries(attributes ?? {})) {
      const tally = this.#attributes.get(name) ?? { seen: 0, kinds: {} };
      const kind = kindOf(value);
      tally.seen += 1;
      tally.kinds[kind] = (tally.kinds[kind] ?? 0) + 1;
      this.#attributes.set(name, tally);
    }
    if (attributes !== undefined) this.attributeBytes += Buffer.byteLength(JSON.stringify(attributes));
    if (extra === undefined) return;
    this.extraBytes += Buffer.byteLength(extra);
    for (const name of extraNames(extra)) this.#extra.set(name, (this.#extra.get(name) ?? 0) + 1);
  }

  /** The fields of the source's schema first, then the fields that occur only in the sample. */
  fields(described: readonly FieldMapping[]): PlannedField[] {
    const known = new Set(described.map(({ field }) => field));
    const found = [...this.#attributes.keys()]
      .filter((field) => !known.has(field))
      .map((field): FieldMapping => ({ field, sourceType: "not indexed", kept: "attribute" }));
    const extra = [...this.#extra.keys()]
      .filter((field) => !known.has(field) && !this.#attributes.has(field))
      .map((field): FieldMapping => ({ field, sourceType: "not indexed", kept: "extra" }));
    return [...described, ...found, ...extra].map((mapping) => this.#planned(mapping));
  }

  /** Attributes that hold a list in at least one record, see `FilterFields.lists`. */
  lists(): string[] {
    return [...this.#attributes].filter(([, { kinds }]) => kinds.list !== undefined).map(([name]) => name);
  }

  #planned(mapping: FieldMapping): PlannedField {
    const tally = this.#attributes.get(mapping.field);
    const notes = [
      ...(mapping.note === undefined ? [] : [mapping.note]),
      ...(mapping.kept === "attribute" && !FILTERABLE.test(mapping.field)
        ? ["filters cannot use it, because its name has other characters than letters, digits, _ and -"]
        : []),
      ...(mapping.kept === "attribute" && this.#extra.has(mapping.field)
        ? [`stored as JSON in ${this.#extra.get(mapping.field)} records of the sample`]
        : []),
    ];
    return {
      field: mapping.field,
      sourceType: mapping.sourceType,
      kept: mapping.kept,
      ...(notes.length > 0 && { note: notes.join("; ") }),
      seen: tally?.seen ?? this.#extra.get(mapping.field) ?? 0,
      kinds: tally?.kinds ?? {},
    };
  }
}

function kindOf(value: unknown): ValueKind {
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "object";
}

function extraNames(extra: string): string[] {
  try {
    const parsed: unknown = JSON.parse(extra);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? Object.keys(parsed) : [];
  } catch {
    return [];
  }
}
