import { OctavecError } from "../errors/index.js";
import type { Reply } from "../executor.js";
import { checkKeyPart } from "../options/index.js";
import { textOf } from "../reply.js";

/** Where an item is. */
export interface ItemPath {
  /** One label or more, from the widest to the narrowest. */
  readonly space: readonly string[];
  readonly key: string;
}

export interface StoredItem extends ItemPath {
  readonly value: Record<string, unknown>;
  /** Milliseconds since 1970 by the server's clock. */
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Number of its vectors. */
  readonly vectors: number;
}

export interface ScoredItem {
  readonly item: StoredItem;
  /** Cosine similarity of the nearest of its vectors, −1 to 1. */
  readonly similarity: number;
}

/** Labels, each with a zero byte behind it. Sorted by bytes, a space is followed by the spaces within it. */
export function spaceName(labels: readonly string[]): string {
  return labels.map((label) => `${checkKeyPart("namespace", label)}\0`).join("");
}

export function labelsOf(name: string): string[] {
  return name.split("\0").slice(0, -1);
}

/** The space, one more zero byte, and the key. @throws OctavecError `INVALID_ARGUMENT`. */
export function itemName({ space, key }: ItemPath): string {
  if (space.length === 0 || space.includes("")) {
    throw new OctavecError("INVALID_ARGUMENT", "namespace: expected one label or more, none of them empty.");
  }
  return `${spaceName(space)}\0${checkKeyPart("key", key)}`;
}

/** @returns undefined if there is no such item. */
export function decodeItem(name: string, stored: Reply | undefined): StoredItem | undefined {
  const text = textOf(stored);
  if (text === undefined) return undefined;
  const end = text.indexOf("\n");
  const [createdAtMs = 0, updatedAtMs = 0, vectors = 0] = text.slice(0, end).split(" ").map(Number);
  const [space = "", key = ""] = name.split("\0\0");
  return {
    space: space.split("\0"),
    key,
    value: JSON.parse(text.slice(end + 1)),
    createdAtMs,
    updatedAtMs,
    vectors,
  };
}
