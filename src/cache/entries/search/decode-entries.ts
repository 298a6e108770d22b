import { cosineSimilarity } from "../../../../quantization/index.js";
import { decodeFloat32Blob } from "../../../commands/index.js";
import { isOctavecError } from "../../../errors/index.js";
import type { Reply } from "../../../executor.js";
import { readDouble, readInteger, readList, readText, textOf } from "../../../reply.js";
import { decodeWordHashes } from "../../../text/index.js";
import { decodeAnswer } from "../context/entry-fields.js";
import type { FoundEntries, FoundEntry } from "./found-entry.js";
import type { QueryVector } from "./query-vector.js";

/** What Redis holds of one entry that a search found. */
export interface StoredValues {
  readonly entryId: string;
  /** The server's score, 0 … 1. */
  readonly score: number;
  /** Fields `a`, `c`, `w`, `e` of its hash; for an entry that may be served also `r`, `p`, `m`, `k`. */
  readonly fields: readonly Reply[];
  /** Reply of PTTL, for an entry that may be served. */
  readonly pttl: Reply | undefined;
  readonly vector: Reply | undefined;
}

/** Names the script in errors. */
const SCRIPT = "The look-up script";

/** Decodes the reply of the script FIND_ENTRIES, which was asked for with `binary`. */
export function decodeEntries(reply: Reply, query: QueryVector): FoundEntries {
  const [generation, dead, largestErrorNorm, rows, since] = readList(SCRIPT, reply);
  return {
    generation: readText(SCRIPT, generation),
    dead: readInteger(SCRIPT, dead),
    largestErrorNorm: readDouble(SCRIPT, largestErrorNorm),
    since: readText(SCRIPT, since),
    ...sortOut(readList(SCRIPT, rows).map(valuesOfRow), query),
  };
}

function valuesOfRow(row: Reply): StoredValues {
  const [id, score, ...more] = readList(SCRIPT, row);
  return {
    entryId: readText(SCRIPT, id),
    score: readDouble(SCRIPT, score),
    fields: more.slice(0, 8),
    pttl: more[8],
    vector: more[9],
  };
}

/** Decodes entries and sorts them, best first. Keeps those that cannot be read apart. */
export function sortOut(
  stored: readonly StoredValues[],
  query: QueryVector,
): Pick<FoundEntries, "candidates" | "corrupt"> {
  const candidates: FoundEntry[] = [];
  const corrupt: string[] = [];
  for (const values of stored) {
    const entry = decodeEntry(values, query);
    if (entry === undefined) corrupt.push(values.entryId);
    else candidates.push(entry);
  }
  candidates.sort((a, b) => b.similarity - a.similarity);
  return { candidates, corrupt };
}

/** Undefined for an entry that cannot be read. */
function decodeEntry(
  { entryId, score, fields, pttl, vector: blob }: StoredValues,
  query: QueryVector,
): FoundEntry | undefined {
  const [a, c, w, e, r, p, m, k] = fields;
  const answerId = textOf(a);
  const createdAtMs = Number(textOf(c));
  const wordHashes = hashesOf(w);
  const errorNorm = Number(textOf(e));
  if (answerId === undefined || wordHashes === undefined) return undefined;
  if (!(errorNorm >= 0) || !Number.isFinite(createdAtMs)) return undefined;
  const living = fields.length > 4 ? decodeAnswer(entryId, [r, p, a, m, c, k], pttl) : undefined;
  if (living === "corrupt") return undefined;
  const vector = Buffer.isBuffer(blob) ? vectorOf(blob, query.vector.length) : undefined;
  if (vector === "corrupt") return undefined;
  const codeSimilarity = 2 * score - 1;
  const similarity = vector === undefined ? codeSimilarity : cosineSimilarity(query.vector, vector);
  return {
    entryId,
    similarity,
    answerId,
    createdAtMs,
    wordHashes,
    living,
    vector,
    codeSimilarity,
    errorNorm,
  };
}

function hashesOf(value: Reply | undefined): Uint32Array | undefined {
  if (!Buffer.isBuffer(value)) return undefined;
  try {
    return decodeWordHashes(value);
  } catch (error) {
    if (isOctavecError(error, "UNEXPECTED_REPLY")) return undefined;
    throw error;
  }
}

function vectorOf(blob: Buffer, dimension: number): Float32Array | "corrupt" {
  if (blob.length !== dimension * 4) return "corrupt";
  const vector = decodeFloat32Blob(blob);
  return vector.every(Number.isFinite) ? vector : "corrupt";
}
