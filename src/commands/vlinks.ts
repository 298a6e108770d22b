import type { Command, Reply } from "../executor.js";
import { readDouble, readList, readText, readTexts, unexpectedReply } from "../reply.js";
import type { SimilarElement } from "./vsim.js";

/**
 * VLINKS key element [WITHSCORES]
 * https://redis.io/docs/latest/commands/vlinks/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Reply: one array per level of the element's node, top level first, level 0 last, each with the neighbours in no
 *   stated order. WITHSCORES: RESP2 flat element, score; RESP3 a map per level (flat on our wire).
 * - Null when the key or the element is absent.
 * - Levels are drawn at random, so links differ between servers that hold the same set, and between runs.
 */
export interface VlinksOptions {
  key: string;
  element: string;
  /** Ask for scores; decode with `decodeVlinksWithScores`. Default false. */
  withScores?: boolean | undefined;
}

export function encodeVlinks(options: VlinksOptions): Command {
  return options.withScores === true
    ? ["VLINKS", options.key, options.element, "WITHSCORES"]
    : ["VLINKS", options.key, options.element];
}

/** Neighbours per level, top level first, or undefined when the key or the element is absent. */
export function decodeVlinks(reply: Reply): string[][] | undefined {
  if (reply === null) return undefined;
  return readList("VLINKS", reply).map((level) => readTexts("VLINKS", level));
}

/** Neighbours and their scores (as of VSIM) per level, or undefined when the key or the element is absent. */
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
