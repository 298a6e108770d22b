import type { Command, Reply } from "../executor.js";
import type { Quantization } from "../options/index.js";
import { readInteger, readList, readText, unexpectedReply } from "../reply.js";
import { isStoredEncoding, quantizationOfEncoding } from "./quantization-names.js";

/**
 * VINFO key
 * https://redis.io/docs/latest/commands/vinfo/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Reply: nine fields, RESP2 a flat array of name and value, RESP3 a map (flat on our wire). Names and quant-type
 *   are simple strings, the other values integers. Fields that later versions add are passed over.
 * - An absent key: a null array in RESP2 (`*-1`), null in RESP3.
 */
export interface VectorSetInfo {
  quantization: Quantization;
  /** Links per node (a node of the lowest level has twice as many). */
  m: number;
  /** Dimension of the stored vectors, after projection. */
  dimension: number;
  /** Dimension of the vectors that are added to a REDUCE set; 0 in a set without projection. */
  projectionInputDimension: number;
  size: number;
  maxLevel: number;
  /** Elements that carry attributes. */
  attributesCount: number;
  /** The number that the running server gave the set when it was created or loaded. */
  uid: number;
  /** Number of the newest node. Every VADD takes one, a replacing one too. */
  maxNodeUid: number;
}

export function encodeVinfo(key: string): Command {
  return ["VINFO", key];
}

/** What the server knows of the set, or undefined when the key is absent. */
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
