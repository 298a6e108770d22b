import { type Filter, type FilterValue, f, type OrderedValue } from "./filter.js";

type FieldOf<A> = keyof A & string;

/** What a field of type T may be compared with. `never` for objects and lists; everything if the type is not known. */
type ValueOf<T> = unknown extends T ? FilterValue : ScalarOf<NonNullable<T>>;
/** Distributes over unions. A literal type admits only its values. */
type ScalarOf<T> = T extends string | boolean
  ? T
  : T extends number
    ? T | (number extends T ? bigint | Date : never)
    : never;

type OrderedOf<T> = unknown extends T ? OrderedValue : Widened<NonNullable<T>>;
/** The order of a literal type is that of its base type. */
type Widened<T> = T extends string ? string : T extends number ? number | bigint | Date : never;

type TextOf<T> = unknown extends T ? string : Extract<NonNullable<T>, string> extends never ? never : string;
type ItemOf<T> = unknown extends T ? unknown : NonNullable<T> extends readonly (infer Item)[] ? Item : never;

/** The functions of `f`, for the fields and types of the attributes `A`. */
export interface FilterBuilder<A> {
  eq<K extends FieldOf<A>>(field: K, value: ValueOf<A[K]>): Filter;
  ne<K extends FieldOf<A>>(field: K, value: ValueOf<A[K]>): Filter;
  gt<K extends FieldOf<A>>(field: K, value: OrderedOf<A[K]>): Filter;
  gte<K extends FieldOf<A>>(field: K, value: OrderedOf<A[K]>): Filter;
  lt<K extends FieldOf<A>>(field: K, value: OrderedOf<A[K]>): Filter;
  lte<K extends FieldOf<A>>(field: K, value: OrderedOf<A[K]>): Filter;
  between<K extends FieldOf<A>>(field: K, min: OrderedOf<A[K]>, max: OrderedOf<A[K]>): Filter;
  in<K extends FieldOf<A>>(field: K, values: readonly ValueOf<A[K]>[]): Filter;
  notIn<K extends FieldOf<A>>(field: K, values: readonly ValueOf<A[K]>[]): Filter;
  contains<K extends FieldOf<A>>(field: K, value: ValueOf<ItemOf<A[K]>>): Filter;
  exists(field: FieldOf<A>): Filter;
  missing(field: FieldOf<A>): Filter;
  startsWith<K extends FieldOf<A>>(field: K, text: TextOf<A[K]>): Filter;
  textContains<K extends FieldOf<A>>(field: K, text: TextOf<A[K]>): Filter;
  and(...filters: Filter[]): Filter;
  or(...filters: Filter[]): Filter;
  not(filter: Filter): Filter;
}

/**
 * The functions of `f`, typed by the attributes of a collection: a wrong field or type of value does not compile. Does nothing
 * at run time.
 *
 * @example
 * import { filterFor } from "octavec";
 *
 * const where = filterFor<{ lang: "en" | "de"; year: number; tags?: string[] }>();
 * const filter = where.and(where.eq("lang", "en"), where.contains("tags", "new"));
 */
export function filterFor<A extends object>(): FilterBuilder<A> {
  return f as FilterBuilder<A>;
}
