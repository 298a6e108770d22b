import {
  type CheckedFilter,
  checkFilter,
  decodeVsim,
  encodeFloat32Blob,
  encodeVsim,
  type Filter,
  matchesChecked,
} from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { CommandArgument, Executor } from "../executor.js";
import { hashTag, type PlaceOptions, parseOptions, placeSchema, tenantInKeys } from "../options/index.js";
import { isList, readList, readTexts, textOf } from "../reply.js";
import { filterableText, serverPartOf } from "./item-filter.js";
import { LIST_ITEMS, LIST_SPACES, PUT_ITEM, REMOVE_ITEM } from "./scripts.lua.js";
import {
  decodeItem,
  type ItemPath,
  itemName,
  labelsOf,
  type ScoredItem,
  type StoredItem,
  spaceName,
} from "./stored-item.js";

/** Items and spaces that are read in one round trip. */
const PAGE_SIZE = 250;
/** A search that found too few matches asks for this many times as many neighbours. */
const WIDER = 4;

/** An item to store. */
export interface NewItem extends ItemPath {
  /** Anything that JSON can hold. */
  readonly value: Record<string, unknown>;
  /** By which `nearest` finds it. */
  readonly vectors: readonly Float32Array[];
}

/** What `nearest` looks for. */
interface Nearest {
  readonly prefix: readonly string[];
  readonly vector: Float32Array;
  readonly filter: Filter | undefined;
  readonly limit: number;
}

/** Replicas may be behind: who has put an item must find it. */
const FROM_PRIMARY = { readOnly: false, idempotent: true };

/**
 * Items under keys, in nested spaces: JSON values, with vectors or without. An item changes in one script, value and vectors
 * together. Every call may be repeated, and is retried after a temporary failure.
 *
 * - `{tag}:items` hash: name of an item → when it was made and changed, number of its vectors, and its value
 * - `{tag}:names` sorted set: the names, in the order of the bytes: space by space
 * - `{tag}:v:<label>:<label>…` vector set: name of an item, zero byte, number of a vector → vector
 *
 * Each space has its own vector set, so that a search within a space costs what that space is large.
 */
export class ItemStore {
  readonly #executor: Executor;
  readonly #tag: string;

  /** Does no I/O. @throws OctavecError `INVALID_OPTIONS`. */
  constructor(executor: Executor, options: PlaceOptions) {
    this.#executor = executor;
    this.#tag = hashTag(parseOptions(placeSchema, options, "options of the store"), "store");
  }

  /** @returns for each path its item, or undefined. @throws OctavecError `INVALID_ARGUMENT`; the codes of commands. */
  async get(paths: readonly ItemPath[]): Promise<(StoredItem | undefined)[]> {
    return this.#read(paths.map(itemName));
  }

  /** @throws OctavecError `INVALID_ARGUMENT`, `DIMENSION_MISMATCH`; the codes of commands. */
  async put({ value, vectors, ...path }: NewItem): Promise<void> {
    const json = jsonOf(value);
    const args: CommandArgument[] = [itemName(path), json, filterableText(JSON.parse(json))];
    const call = { keys: this.#keysOf(path), args: [...args, ...vectors.map(encodeFloat32Blob)] };
    const reply = await PUT_ITEM.call(this.#executor, call, { idempotent: true });
    if (!isList(reply)) return;
    const [expected] = reply;
    const actual = vectors[0]?.length;
    throw new OctavecError(
      "DIMENSION_MISMATCH",
      `The namespace holds vectors of dimension ${expected}, got one of ${actual}. Use the same embedding model, or delete its items first.`,
      { details: { expected: Number(expected), actual } },
    );
  }

  /** An item that does not exist is no error. @throws OctavecError `INVALID_ARGUMENT`; the codes of commands. */
  async remove(path: ItemPath): Promise<void> {
    const call = { keys: this.#keysOf(path), args: [itemName(path)] };
    await REMOVE_ITEM.call(this.#executor, call, { idempotent: true });
  }

  /** The items of a space and of all spaces within it that match the filter, by the bytes of space and key. */
  async *list(
    prefix: readonly string[],
    filter: Filter | undefined,
  ): AsyncGenerator<StoredItem, void, undefined> {
    const checked = filter && checkFilter(filter);
    const [min, max] = boundsOf(prefix);
    let from = min;
    for (;;) {
      const call = { keys: [this.#key("items"), this.#key("names")], args: [from, max, String(PAGE_SIZE)] };
      const page = readList("EVAL", await LIST_ITEMS.call(this.#executor, call, FROM_PRIMARY));
      let last: string | undefined;
      for (let at = 0; at + 1 < page.length; at += 2) {
        last = textOf(page[at]) ?? "";
        const item = decodeItem(last, page[at + 1]);
        if (item !== undefined && isMatch(item, checked)) yield item;
      }
      if (last === undefined || page.length < PAGE_SIZE * 2) return;
      from = `(${last}`;
    }
  }

  /** The spaces that begin with these labels and have items, page by page, by their bytes. */
  async *spaces(prefix: readonly string[]): AsyncGenerator<string[][], void, undefined> {
    const [min, max] = boundsOf(prefix);
    let from = min;
    for (;;) {
      const call = { keys: [this.#key("names")], args: [from, max, String(PAGE_SIZE)] };
      const page = readTexts("EVAL", await LIST_SPACES.call(this.#executor, call, FROM_PRIMARY));
      yield page.map(labelsOf);
      if (page.length < PAGE_SIZE) return;
      from = `[${page.at(-1)}\u0001`;
    }
  }

  /**
   * The items whose vectors are nearest, best first, each once. Takes two round trips for each space, several spaces at a time. With a
   * filter, every vector of a space is compared.
   *
   * @throws OctavecError `INVALID_FILTER`, `DIMENSION_MISMATCH`; the codes of commands.
   */
  async nearest({ prefix, ...query }: Nearest): Promise<ScoredItem[]> {
    const filter = query.filter && checkFilter(query.filter);
    let best: ScoredItem[] = [];
    for await (const page of this.spaces(prefix)) {
      const found = await Promise.all(page.map((space) => this.#nearestIn(space, { ...query, filter })));
      best = [...best, ...found.flat()].sort((a, b) => b.similarity - a.similarity).slice(0, query.limit);
    }
    return best;
  }

  async #nearestIn(
    space: readonly string[],
    { vector, filter, limit }: Pick<Nearest, "vector" | "limit"> & { filter: CheckedFilter | undefined },
  ): Promise<ScoredItem[]> {
    const key = this.#keyOfVectors(space);
    const search = { key, query: { vector: encodeFloat32Blob(vector) }, filter: serverPartOf(filter) };
    const how = { truth: filter !== undefined, noThread: !this.#executor.capabilities.safeThreads };
    for (let count = limit; ; count *= WIDER) {
      const reply = await this.#executor.send(encodeVsim({ ...search, ...how, count }), FROM_PRIMARY);
      const found = decodeVsim(reply);
      const names = new Map<string, number>();
      for (const { element, score } of found) {
        const name = element.slice(0, element.lastIndexOf("\0"));
        if (!names.has(name)) names.set(name, 2 * score - 1);
      }
      const items = await this.#read([...names.keys()]);
      const matching = [...names.values()].flatMap((similarity, place): ScoredItem[] => {
        const item = items[place];
        return item !== undefined && isMatch(item, filter) ? [{ item, similarity }] : [];
      });
      if (matching.length >= limit || found.length < count) return matching.slice(0, limit);
    }
  }

  async #read(names: readonly string[]): Promise<(StoredItem | undefined)[]> {
    if (names.length === 0) return [];
    const reply = await this.#executor.send(["HMGET", this.#key("items"), ...names], FROM_PRIMARY);
    const stored = readList("HMGET", reply);
    return names.map((name, place) => decodeItem(name, stored[place]));
  }

  #keysOf({ space }: ItemPath): string[] {
    return [this.#key("items"), this.#key("names"), this.#keyOfVectors(space)];
  }

  #keyOfVectors(space: readonly string[]): string {
    return this.#key(`v:${space.map(tenantInKeys).join(":")}`);
  }

  #key(name: string): string {
    return `${this.#tag}:${name}`;
  }
}

function isMatch({ value }: StoredItem, filter: CheckedFilter | undefined): boolean {
  return filter === undefined || matchesChecked(filter, value);
}

/** Of the names that begin with a space. No text has the byte 255. */
function boundsOf(prefix: readonly string[]): [CommandArgument, CommandArgument] {
  const name = spaceName(prefix);
  return name === "" ? ["-", "+"] : [`[${name}`, Buffer.concat([Buffer.from(`(${name}`), Buffer.of(255)])];
}

/** @throws OctavecError `INVALID_ARGUMENT`. */
function jsonOf(value: unknown): string {
  let json: string | undefined;
  try {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) json = JSON.stringify(value);
  } catch {
    // A cycle, or a bigint.
  }
  if (json?.startsWith("{")) return json;
  throw new OctavecError("INVALID_ARGUMENT", "value: expected an object that JSON can hold.");
}
