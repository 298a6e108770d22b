import type { Command, Reply } from "../executor.js";
import type { Quantization } from "../options/index.js";
import { readInteger, readList, readText, unexpectedReply } from "../reply.js";
import { isStoredEncoding, quantizationOfEncoding } from "./quantization-names.js";

/**
 * VINFO key
 * https://redis.io/docs/latest/commands/vinfo/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Reply: nine fields, in RESP2 as a flat array of names and values, in RESP3 as a map (a flat array in `Reply`). Names
 *   and quant-type are simple strings, the other values integers. Fields of later versions are ignored.
 * - For an absent key a null array in RESP2 (`*-1`), null in RESP3.
 */
export interface VectorSetInfo {
  quantization: Quantization;
  /** Links per node (a node of the lowest level has twice as many). */
  m: number;
  /** Dimension of the stored vectors, after projection. */
  dimension: number;
  /** Dimension of the vectors that are added to a REDUCE set; 0 for a set without projection. */
  projectionInputDimension: number;
  size: number;
  maxLevel: number;
  /** Number of elements with attributes. */
  attributesCount: number;
  /** Number that the server gave the set when the set was created or loaded. */
  uid: number;
  /** Number of the newest node. Every VADD takes one, even if it replaces an element. */
  maxNodeUid: number;
}

export function encodeVinfo(key: string): Command {
  return ["VINFO", key];
}

/** The server's information about the set, or undefined if the key is absent. */
export function decodeVinfo(reply: Reply): VectorSetInfo | undefined {
  if (reply === null) return undefined;
  const fields = fieldsOf(readList("VINFO", reply));
  const encoding = readText("VINFO", fields.get("quant-type"));
  if (!isStoredEncoding(encoding)) {
    throw unexpectedReply("VINFO", 'a quant-type of "int8", "f32" or "bin"', encoding);
  }
  const integer = (name: string) => readInteger("VINFO", fields.get(name));
  return {
    quantization: quantizationOfEncoding(encoding),
    m: integer("hnsw-m"),
    dimension: integer("vector-dim"),
    projectionInputDimension: integer("projection-input-dim"),
    size: integer("size"),
    maxLevel: integer("max-level"),
    attributesCount: integer("attributes-count"),
    uid: integer("vset-uid"),
    maxNodeUid: integer("hnsw-max-node-uid"),
  };
}

function fieldsOf(items: readonly Reply[]): Map<string, Reply | undefined> {
  const fields = new Map<string, Reply | undefined>();
  for (let i = 0; i < items.length; i += 2) fields.set(readText("VINFO", items[i]), items[i + 1]);
  return fields;
}
