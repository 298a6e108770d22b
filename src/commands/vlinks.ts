import type { Command, Reply } from "../executor.js";
import { readDouble, readList, readText, readTexts, unexpectedReply } from "../reply.js";
import type { SimilarElement } from "./vsim.js";

/**
 * VLINKS key element [WITHSCORES]
 * https://redis.io/docs/latest/commands/vlinks/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Reply: one array for each level of the element's node, from the top level down to level 0, with the neighbours in
 *   unspecified order. WITHSCORES: in RESP2 element, score, … as a flat array; in RESP3 a map (a flat array in `Reply`).
 * - Null if the key or the element is absent.
 * - Levels are random, so links differ between servers with the same set, and between runs.
 */
export interface VlinksOptions {
  key: string;
  element: string;
  /** Whether the reply contains scores. If so, decode it with `decodeVlinksWithScores`. Default false. */
  withScores?: boolean | undefined;
}

export function encodeVlinks(options: VlinksOptions): Command {
  return options.withScores === true
    ? ["VLINKS", options.key, options.element, "WITHSCORES"]
    : ["VLINKS", options.key, options.element];
}

/** Neighbours per level, top level first, or undefined if the key or the element is absent. */
export function decodeVlinks(reply: Reply): string[][] | undefined {
  if (reply === null) return undefined;
  return readList("VLINKS", reply).map((level) => readTexts("VLINKS", level));
}

/** Neighbours and their scores (as with VSIM) per level, or undefined if the key or the element is absent. */
export function decodeVlinksWithScores(reply: Reply): SimilarElement[][] | undefined {
  if (reply === null) return undefined;
  return readList("VLINKS", reply).map(decodeLevel);
}

function decodeLevel(level: Reply): SimilarElement[] {
  const items = readList("VLINKS", level);
  if (items.length % 2 !== 0) throw unexpectedReply("VLINKS", "pairs of element and score", level);
  const neighbours: SimilarElement[] = [];
  for (let i = 0; i < items.length; i += 2) {
    neighbours.push({ element: readText("VLINKS", items[i]), score: readDouble("VLINKS", items[i + 1]) });
  }
  return neighbours;
}
