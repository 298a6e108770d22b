import { OctavecError } from "../../errors/index.js";

/** `namespace:collection`, as keys of Redis have it. The name of a collection has no `:`, so the last one ends the namespace. */
const NAME = /^[A-Za-z0-9_.-]([A-Za-z0-9_.:-]{0,126}[A-Za-z0-9_.-])?:[A-Za-z0-9_.-]{1,128}$/;
const PATTERN = /^[A-Za-z0-9_.:-]{0,256}\*$/;

export interface CollectionPlace {
  readonly namespace: string;
  readonly collection: string;
}

/** The names of collections that a caller may use: whole ones, or beginnings with a `*` at the end. */
export class CollectionNames {
  readonly #whole: ReadonlySet<string>;
  readonly #beginnings: readonly string[];

  /** @throws OctavecError `INVALID_ARGUMENT` for text of another form. */
  constructor(patterns: readonly string[]) {
    for (const pattern of patterns) checkPattern(pattern);
    this.#whole = new Set(patterns.filter((pattern) => !pattern.endsWith("*")));
    this.#beginnings = patterns
      .filter((pattern) => pattern.endsWith("*"))
      .map((pattern) => pattern.slice(0, -1));
  }

  allows(name: string): boolean {
    return this.#whole.has(name) || this.#beginnings.some((beginning) => name.startsWith(beginning));
  }

  /** All names, if every one is whole. */
  get known(): readonly string[] | undefined {
    return this.#beginnings.length === 0 ? [...this.#whole].sort() : undefined;
  }

  /** Matches the keys of all allowed vector sets, and perhaps of others, for SCAN. */
  get keyPattern(): string {
    const [only] = this.#beginnings;
    const isOne = this.#beginnings.length === 1 && this.#whole.size === 0;
    return `{${isOne ? only : ""}*}:v`;
  }

  /** @throws OctavecError `INVALID_ARGUMENT` for text that is no name; `NOT_AUTHORIZED` for a collection that is not allowed. */
  placeOf(name: string): CollectionPlace {
    const place = placeOfName(name);
    if (this.allows(name)) return place;
    throw new OctavecError(
      "NOT_AUTHORIZED",
      "collection: this caller may not use a collection of this name. list_collections says which it may use.",
    );
  }
}

/** @throws OctavecError `INVALID_ARGUMENT` */
function checkPattern(pattern: string): void {
  if (NAME.test(pattern) || PATTERN.test(pattern)) return;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "collections: expected names such as shop:articles, or beginnings with a * at the end, such as shop:* or *.",
  );
}

function placeOfName(name: string): CollectionPlace {
  const end = name.lastIndexOf(":");
  if (NAME.test(name)) return { namespace: name.slice(0, end), collection: name.slice(end + 1) };
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "collection: expected namespace and name with a colon between them, such as shop:articles.",
  );
}

/** The name of the collection to which the key of a vector set belongs. Undefined if the key has another form. */
export function nameOfKey(key: string): string | undefined {
  const name = /^\{(.+)\}:v$/.exec(key)?.[1];
  return name !== undefined && NAME.test(name) ? name : undefined;
}
