import { cosineSimilarity } from "../../../../quantization/index.js";
import { decodeFloat32Blob } from "../../../commands/index.js";
import { isOctavecError } from "../../../errors/index.js";
import type { Reply } from "../../../executor.js";
import { readDouble, readInteger, readList, readText, textOf } from "../../../reply.js";
import { decodeWordHashes } from "../../../text/index.js";
import { decodeAnswer } from "../entry-fields.js";
import type { FoundEntries, FoundEntry } from "./found-entry.js";
import type { QueryVector } from "./query-vector.js";

/** What Redis holds of one entry that a search found. The values after `errorNorm` come only with entries that may be served. */
export interface StoredValues {
  readonly entryId: string;
  /** The server's score, 0 … 1. */
  readonly score: number;
  readonly answerId: Reply | undefined;
  readonly createdAt: Reply | undefined;
  readonly wordHashes: Reply | undefined;
  readonly errorNorm: Reply | undefined;
  readonly answer?: AnswerValues | undefined;
  readonly vector?: Reply | undefined;
}

interface AnswerValues {
  readonly response: Reply | undefined;
  readonly prompt: Reply | undefined;
  readonly meta: Reply | undefined;
  readonly staleMs: Reply | undefined;
  /** What PTTL says. */
  readonly pttl: Reply | undefined;
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
  const values = readList(SCRIPT, row);
  const [id, score, answerId, createdAt, wordHashes, errorNorm, ...more] = values;
  const [response, prompt, meta, staleMs, pttl, vector] = more;
  return {
    entryId: readText(SCRIPT, id),
    score: readDouble(SCRIPT, score),
    answerId,
    createdAt,
    wordHashes,
    errorNorm,
    answer: more.length > 0 ? { response, prompt, meta, staleMs, pttl } : undefined,
    vector,
  };
}

/** Decodes entries, best first, and keeps those that cannot be read apart. */
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
function decodeEntry(values: StoredValues, query: QueryVector): FoundEntry | undefined {
  const { entryId, score, createdAt, answer } = values;
  const answerId = textOf(values.answerId);
  const createdAtMs = Number(textOf(createdAt));
  const errorNorm = Number(textOf(values.errorNorm));
  const wordHashes = hashesOf(values.wordHashes);
  if (answerId === undefined || wordHashes === undefined) return undefined;
  if (!(errorNorm >= 0) || !Number.isFinite(createdAtMs)) return undefined;
  const living =
    answer &&
    decodeAnswer(
      entryId,
      [answer.response, answer.prompt, values.answerId, answer.meta, createdAt, answer.staleMs].map(
        (value) => value ?? null,
      ),
      answer.pttl,
    );
  if (living === "corrupt") return undefined;
  const vector = Buffer.isBuffer(values.vector) ? vectorOf(values.vector, query.vector.length) : undefined;
  if (vector === "corrupt") return undefined;
  const codeSimilarity = 2 * score - 1;
  return {
    entryId,
    similarity: vector === undefined ? codeSimilarity : cosineSimilarity(query.vector, vector),
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
