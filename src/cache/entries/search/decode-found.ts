import { isDeepStrictEqual } from "node:util";
import { decodeFloat32Blob } from "../../../commands/index.js";
import { isOctavecError } from "../../../errors/index.js";
import type { Reply } from "../../../executor.js";
import { readDouble, readInteger, readList, readText, textOf } from "../../../reply.js";
import { decodeWordHashes } from "../../../text/index.js";
import { cosineToQuery } from "../../question/index.js";
import type { EntryCodec } from "../context/entry-codec.js";
import type { EntrySearch } from "./entry-search.js";
import { type FoundEntries, type FoundEntry, NO_WORDS } from "./found-entry.js";

/** What Redis holds of one entry that a search found. */
export interface StoredValues {
  readonly entryId: string;
  /** The server's score, 0 … 1. */
  readonly score: number;
  /** Fields `a`, `c`, `e`, `w`, `q` of its hash (`q` is {@link IN_QUARANTINE} for one); for an entry that may be served also `r`, `p`, `m`, `k`. */
  readonly fields: readonly Reply[];
  /** Reply of PTTL, for an entry that may be served. */
  readonly pttl: Reply | undefined;
  readonly vector: Reply | undefined;
}

type AskedFor = Pick<EntrySearch, "query" | "words" | "threshold" | "nearExact">;

/** In the place of the field `q` of an entry whose writer is in quarantine. */
export const IN_QUARANTINE = "!";

/** Names the script in errors. */
export const LOOK_UP_SCRIPT = "The look-up script";

/** Decodes parts 4 to 6 of the reply of the script LOOK_UP, which was asked for with `binary`. */
export function decodeFound(
  parts: readonly Reply[],
  search: AskedFor,
  codec: EntryCodec,
): Omit<FoundEntries, "generation" | "since"> {
  return {
    dead: readInteger(LOOK_UP_SCRIPT, parts[3]),
    largestErrorNorm: readDouble(LOOK_UP_SCRIPT, parts[4]),
    ...sortOut(readList(LOOK_UP_SCRIPT, parts[5]).map(valuesOfRow), search, codec),
  };
}

function valuesOfRow(row: Reply): StoredValues {
  const values = readList(LOOK_UP_SCRIPT, row);
  // Without an answer there is an empty text in the place of PTTL.
  const hasAnswer = typeof values[11] === "number";
  return {
    entryId: readText(LOOK_UP_SCRIPT, values[0]),
    score: readDouble(LOOK_UP_SCRIPT, values[1]),
    fields: values.slice(2, hasAnswer ? 11 : 7),
    pttl: hasAnswer ? values[11] : undefined,
    vector: values[12],
  };
}

/** Decodes entries and sorts them, best first. Keeps those that cannot be read, or must not be served, apart. */
export function sortOut(
  stored: readonly StoredValues[],
  search: AskedFor,
  codec: EntryCodec,
): Pick<FoundEntries, "candidates" | "corrupt" | "unreadable" | "withheld" | "withheldNear"> {
  const candidates: FoundEntry[] = [];
  const corrupt: string[] = [];
  let [unreadable, withheld, withheldNear] = [0, 0, 0];
  for (const values of stored) {
    const entry = decodeEntry(values, search, codec);
    if (entry === "unreadable") unreadable++;
    else if (entry === undefined) corrupt.push(values.entryId);
    else if (isWithheld(entry, textOf(values.fields[4]), search)) {
      withheld++;
      if (entry.similarity >= search.threshold) withheldNear++;
    } else candidates.push(entry);
  }
  candidates.sort((a, b) => b.similarity - a.similarity);
  return { candidates, corrupt, unreadable, withheld, withheldNear };
}

/** Whether an entry is in quarantine, or on probation and the question is not near-exact. */
function isWithheld(
  { similarity, wordHashes }: FoundEntry,
  probation: string | undefined,
  { nearExact }: AskedFor,
): boolean {
  if (probation === IN_QUARANTINE) return true;
  if (probation === undefined || nearExact === undefined) return false;
  return similarity < nearExact.similarity || !isDeepStrictEqual(wordHashes, nearExact.words);
}

/** Undefined for a damaged entry. */
function decodeEntry(
  { entryId, score, fields, pttl, vector: blob }: StoredValues,
  { query, words }: AskedFor,
  codec: EntryCodec,
): FoundEntry | "unreadable" | undefined {
  const [a, c, e, w, q, r, p, m, k] = fields;
  const answerId = textOf(a);
  const createdAtMs = Number(textOf(c));
  const errorNorm = Number(textOf(e));
  if (answerId === undefined || !(errorNorm >= 0) || !Number.isFinite(createdAtMs)) return undefined;
  const hasAnswer = fields.length > 5;
  const living = hasAnswer ? codec.decodeAnswer(entryId, [r, p, a, m, c, k, q], pttl) : undefined;
  if (living === "corrupt") return undefined;
  if (hasAnswer && living === undefined) return "unreadable";
  const wordHashes = words === true ? hashesOf(codec, entryId, w) : NO_WORDS;
  if (wordHashes === undefined || wordHashes === "unreadable") return wordHashes;
  const codeSimilarity = 2 * score - 1;
  const entry = { entryId, answerId, createdAtMs, wordHashes, living, codeSimilarity, errorNorm };
  if (!Buffer.isBuffer(blob)) return { ...entry, vector: undefined, similarity: codeSimilarity };
  if (blob.length !== query.vector.length * 4) return undefined;
  const vector = decodeFloat32Blob(blob);
  const similarity = cosineToQuery(query, vector);
  return Number.isNaN(similarity) ? undefined : { ...entry, vector, similarity };
}

function hashesOf(
  codec: EntryCodec,
  entryId: string,
  value: Reply | undefined,
): Uint32Array | "unreadable" | undefined {
  if (!Buffer.isBuffer(value)) return undefined;
  const bytes = codec.decodeWords(entryId, value);
  if (bytes === undefined) return "unreadable";
  try {
    return decodeWordHashes(bytes);
  } catch (error) {
    if (isOctavecError(error, "UNEXPECTED_REPLY")) return undefined;
    throw error;
  }
}
