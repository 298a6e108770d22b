import { z } from "zod";
import type { PrecisionEvent } from "./precision-event.js";
import type { Threading } from "./search-options.js";
import { textOptionSchema, type WordLanguage } from "./text-option.js";
import { MAX_TTL_MS } from "./ttl-options.js";

/** The attributes of an element: a JSON object. Filters can use its top-level scalars and arrays of scalars. */
export type Attributes = Record<string, unknown>;

/** How the server stores a vector: `q8` one byte per dimension, `none` four (float32), `bin` one bit. Fixed at creation. */
export type Quantization = "q8" | "none" | "bin";

/** A schema for the attributes of a collection, for example a zod object. It gives them their type, too. */
export interface AttributesSchema<A extends Attributes> {
  safeParse(
    input: unknown,
  ):
    | { success: true; data: A }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
}

/** Name and settings of one collection. Settings that say so are fixed once the first element is stored. */
export interface RepositoryOptions<A extends Attributes = Attributes> {
  /** Application and tenant, for example `shop` or `shop:acme`: letters, digits, `_ . -` and `:`, up to 128 characters. */
  namespace: string;
  /** Name of the collection within the namespace: the same characters without `:`. */
  collection: string;
  /** Components of a stored vector, 1 to 65,536. Fixed at creation. */
  dimension: number;
  /** How the server stores a vector: `q8` one byte per dimension, `none` four (float32), `bin` one bit. Default `q8`. Fixed at creation. */
  quantization?: Quantization | undefined;
  /** Links per node of the graph, 4 to 4,096; the lowest layer has twice as many. Default 16. Fixed at creation. */
  m?: number | undefined;
  /** Candidates examined when an element is linked in, 1 to 1,000,000. Default 200. */
  efConstruction?: number | undefined;
  /** Schema of the attributes. Every write is checked, and the schema's output is stored. Default: any JSON object. */
  attributes?: AttributesSchema<A> | undefined;
  /**
   * Matryoshka truncation: you pass vectors and queries with this many components, and the first `dimension` are kept and
   * scaled to unit length. Only for models trained for it. Default: no truncation.
   */
  truncateFrom?: number | undefined;
  /** Where the server searches, unless a query says otherwise. Default `auto`. */
  threading?: Threading | undefined;
  /**
   * Whether `threading: "threaded"` is allowed on servers that can crash when a set is updated during a threaded search: 8.0,
   * and 8.2, 8.4, 8.6, 8.8 and 8.10 before 8.2.9, 8.4.6, 8.6.6, 8.8.2 and 8.10.1. Only for collections that nobody writes
   * to while they are searched. Default false.
   */
  allowUnsafeThreads?: boolean | undefined;
  /**
   * What is stored beside the set for rescoring. `native`: nothing. `residual`: what Q8 rounded away, one more byte per
   * dimension; cosines are then right within 5e-5. `float32`: the vectors, four more bytes per dimension. Both only with `q8`.
   * `int8`: the vectors with one byte per dimension, by a calibration that is learned from the first vectors; with `q8` and
   * `bin`. Fixed at creation. Default: what the collection was created with; `native` for a new one.
   */
  precision?: "native" | "residual" | "float32" | "int8" | undefined;
  /**
   * With `precision: "int8"`: number of vectors to learn the first calibration from, 300 to 10,000. Until so many are stored,
   * codes are float32. Also the sample of calibrations after drift. Default 1,000.
   */
  calibrationSample?: number | undefined;
  /**
   * Rotates vectors before they are stored and rotates them back when they are read. This helps models with a few very large
   * dimensions and harms models with even ones. `auto`: measured on `rotationSample` or on the first batch of `upsertMany`. Only
   * with `q8` and `bin`. Fixed at creation. Default: what the collection was created with; `off` for a new one.
   */
  rotation?: "auto" | "on" | "off" | undefined;
  /** Vectors to measure for `rotation: "auto"`, 100 or more. Used when the collection is created. */
  rotationSample?: readonly ArrayLike<number>[] | undefined;
  /** Keeps an index of the words of one attribute, for searches with `text`. Fixed at creation. Default: none. */
  text?:
    | {
        /** Attribute whose text is indexed. A record whose attribute is no string has no words. */
        field: string;
        /** Language of its words, which are reduced to stems; needs the package `@orama/stemmers`. Default: none, and no stems. */
        language?: WordLanguage | undefined;
      }
    | undefined;
  /** Milliseconds after which a record has expired, unless it says otherwise, 1 to 315,576,000,000 (ten years). Default: never. */
  ttlMs?: number | undefined;
  /**
   * Keys over which the collection is spread, 1 to 256, in even parts of a cluster's slots. More than one only without `text`, and
   * with at most 127 characters in namespace and collection together. Fixed at creation. Default 1.
   */
  shards?: number | undefined;
  /** Called with events about precision: fallbacks, drift, decisions. What it throws is ignored. */
  onPrecisionEvent?: ((event: PrecisionEvent) => void) | undefined;
}

const nameRule = (allowed: string) => `expected 1 to 128 characters of ${allowed}`;

export const repositoryOptionsSchema = z.lazy(() =>
  z
    .strictObject({
      namespace: z
        .string()
        .regex(/^[A-Za-z0-9_.:-]{1,128}$/, nameRule("letters, digits, _ . - and :"))
        .regex(/^[^:].*[^:]$|^[^:]$/, "must not begin or end with :"),
      collection: z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/, nameRule("letters, digits, _ . and -")),
      dimension: z.int().min(1).max(65_536),
      quantization: z.enum(["q8", "none", "bin"]).default("q8"),
      m: z.int().min(4).max(4_096).default(16),
      efConstruction: z.int().min(1).max(1_000_000).default(200),
      attributes: z
        .custom<AttributesSchema<Attributes>>(
          hasSafeParse,
          "expected a schema with safeParse, such as a zod object",
        )
        .optional(),
      truncateFrom: z.int().min(1).max(65_536).optional(),
      threading: z.enum(["auto", "inline", "threaded"]).default("auto"),
      allowUnsafeThreads: z.boolean().default(false),
      precision: z.enum(["native", "residual", "float32", "int8"]).optional(),
      calibrationSample: z.int().min(300).max(10_000).default(1_000),
      rotation: z.enum(["auto", "on", "off"]).optional(),
      rotationSample: z
        .custom<readonly ArrayLike<number>[]>(Array.isArray, "expected an array of vectors")
        .optional(),
      text: textOptionSchema.optional(),
      ttlMs: z.int().min(1).max(MAX_TTL_MS).optional(),
      shards: z.int().min(1).max(256).default(1),
      onPrecisionEvent: z
        .custom<(event: PrecisionEvent) => void>(
          (value) => typeof value === "function",
          "expected a function",
        )
        .optional(),
    })
    .refine(({ truncateFrom, dimension }) => truncateFrom === undefined || truncateFrom > dimension, {
      path: ["truncateFrom"],
      error: "must be larger than dimension",
    })
    .refine(
      ({ precision, quantization }) =>
        precision === undefined ||
        precision === "native" ||
        quantization === "q8" ||
        (precision === "int8" && quantization === "bin"),
      {
        path: ["precision"],
        error:
          'residual and float32 belong to quantization "q8", int8 to "q8" and "bin": "none" is exact already, "bin" has no error band',
      },
    )
    .refine(
      ({ rotation, quantization }) => rotation === undefined || rotation === "off" || quantization !== "none",
      {
        path: ["rotation"],
        error: 'changes nothing with quantization "none"',
      },
    )
    .refine(({ shards, text }) => shards === 1 || text === undefined, {
      path: ["text"],
      error:
        "does not go with shards: scores of words count the whole collection, and a shard knows its own records only",
    })
    // The shards' namespace is made of both names.
    .refine(
      ({ shards, namespace, collection }) => shards === 1 || namespace.length + collection.length < 128,
      {
        path: ["collection"],
        error: "with shards, namespace and collection may have 127 characters together",
      },
    ),
);

/** The same with every default filled in. */
export type ResolvedRepositoryOptions = z.output<typeof repositoryOptionsSchema>;

function hasSafeParse(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "safeParse" in value &&
    typeof value.safeParse === "function"
  );
}
