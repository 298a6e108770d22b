import { OctavecError } from "../../errors/index.js";
import type { AttributeKinds, FieldKinds, ScalarKind } from "../../options/index.js";
import type { Operand } from "./checked-filter.js";
import { FIELD_NAME } from "./filter-literal.js";

/** Values of one `in` or `notIn`. The server compares with each of them, for every node that it visits. */
const MAX_VALUES = 1_000;
const MOST_NAMES = 20;

/** Reads the properties of one condition. Each is read once, because a getter could return another value the next time. */
export class ConditionReader {
  readonly field: string;
  readonly #condition: object;
  readonly #kinds: FieldKinds | undefined;

  /** @throws OctavecError `INVALID_FILTER` for a name that the server's selectors cannot express, or that the schema lacks. */
  constructor(condition: object, kinds: AttributeKinds | undefined) {
    this.#condition = condition;
    this.field = fieldName(Reflect.get(condition, "field"));
    if (kinds !== undefined && !kinds.has(this.field)) throw unknownField(this.field, [...kinds.keys()]);
    this.#kinds = kinds?.get(this.field);
  }

  /** A value that the field is compared with. */
  operand(property: string): Operand {
    return this.#scalar(this.#read(property));
  }

  /** A value that an item of the list is compared with. */
  item(property: string): Operand {
    return this.#fitting(this.#operandOf(this.#read(property)), this.#kinds?.items);
  }

  /** A value that has an order. */
  bound(property: string): Operand {
    const value = this.#read(property);
    if (typeof value === "boolean") throw this.#refusal("text, a number or a date", value);
    return this.#scalar(value);
  }

  operands(property: string): ReadonlySet<Operand> {
    const values = this.#read(property);
    if (!Array.isArray(values)) throw this.#refusal("a list of values", values);
    if (values.length > MAX_VALUES) throw this.#refusal(`at most ${MAX_VALUES} values`, values);
    return new Set(Array.from(values, (value: unknown) => this.#scalar(value)));
  }

  text(property: string): string {
    const value = this.#read(property);
    if (typeof value !== "string") throw this.#refusal("text", value);
    return this.#fitting(value, this.#kinds?.scalars);
  }

  #read(property: string): unknown {
    return Reflect.get(this.#condition, property);
  }

  #scalar(value: unknown): Operand {
    return this.#fitting(this.#operandOf(value), this.#kinds?.scalars);
  }

  #operandOf(value: unknown): Operand {
    if (typeof value === "string") return value;
    const number =
      value instanceof Date ? value.getTime() : typeof value === "boolean" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) return number === 0 ? 0 : number;
    if (typeof number === "bigint" && Number.isSafeInteger(Number(number))) return Number(number);
    throw this.#refusal(
      "text, a finite number, a boolean, a valid date or a bigint within ±(2^53 − 1)",
      value,
    );
  }

  #fitting<T extends Operand>(value: T, kinds: ReadonlySet<ScalarKind> | undefined): T {
    const kind = typeof value === "string" ? "text" : "number";
    if (kinds === undefined || kinds.has(kind)) return value;
    const { scalars, items } = this.#kinds ?? { scalars: new Set(), items: new Set() };
    const has = [...scalars, ...[...items].map((each) => `a list of ${each}`)].join(" or ");
    throw new OctavecError(
      "INVALID_FILTER",
      `The collection's schema says that ${JSON.stringify(this.field)} is ${has || "an object"}, but the filter compares ` +
        `${kinds === items ? "its items" : "it"} with ${kind}, which never matches. Compare with a value of the schema's type` +
        `${kinds === scalars && items.has(kind) ? ", or use f.contains for the items of a list" : ""}.`,
      { details: { field: this.field } },
    );
  }

  #refusal(expected: string, value: unknown): OctavecError {
    return new OctavecError(
      "INVALID_FILTER",
      `The field ${JSON.stringify(this.field)} must be compared with ${expected}, got ${describe(value)}.`,
      { details: { field: this.field } },
    );
  }
}

function fieldName(field: unknown): string {
  if (typeof field === "string" && FIELD_NAME.test(field)) return field;
  const found = typeof field === "string" ? JSON.stringify(field) : describe(field);
  throw new OctavecError(
    "INVALID_FILTER",
    `A filter can only name top-level fields of letters, digits, "_" and "-", got ${found}. Rename the attribute to filter by it.`,
    typeof field === "string" ? { details: { field } } : {},
  );
}

function unknownField(field: string, known: readonly string[]): OctavecError {
  const names = known.slice(0, MOST_NAMES).join(", ") + (known.length > MOST_NAMES ? ", …" : "");
  return new OctavecError(
    "INVALID_FILTER",
    `The collection's schema has no field ${JSON.stringify(field)}. It has ${names || "none"}.`,
    { details: { field } },
  );
}

function describe(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (value === null) return "null";
  return Array.isArray(value) ? `a list of ${value.length}` : `a ${typeof value}`;
}
