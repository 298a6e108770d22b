import { decodeFloat32Blob } from "../../../commands/index.js";
import { OctavecError } from "../../../errors/index.js";
import type { Reply } from "../../../executor.js";
import { decodeWordHashes } from "../../text/index.js";
import { decodeAnswer } from "../entry-fields.js";
import type { Candidate, Found } from "./candidate.js";

/** Of the script FIND_ENTRIES, asked for with `binary`. */
export function decodeFound(reply: Reply, dimension: number): Found {
  if (!isList(reply) || !isList(reply[3]))
    throw unexpected("a list of generation, dead, error norm, rows and last event");
  const candidates: Candidate[] = [];
  const corrupt: string[] = [];
  for (const row of reply[3]) {
    if (!isList(row) || row.length < 6) throw unexpected("a row of 6 fields or more");
    const candidate = decodeRow(row, dimension);
    if (candidate === undefined) corrupt.push(textOf(row[0]));
    else candidates.push(candidate);
  }
  return {
    generation: textOf(reply[0]),
    dead: Number(reply[1]),
    largestErrorNorm: Number(textOf(reply[2])),
    since: textOf(reply[4]),
    corrupt,
    candidates,
  };
}

export function decodeRow(row: readonly Reply[], dimension: number): Candidate | undefined {
  const entryId = textOf(row[0]);
  const [, score, answerId, created, words, errorNorm] = row;
  const createdAtMs = Number(textOf(created));
  const error = Number(textOf(errorNorm));
  if (!Buffer.isBuffer(words) || words.length % 4 !== 0 || !(error >= 0) || !Number.isFinite(createdAtMs))
    return undefined;
  const living =
    row.length > 6
      ? decodeAnswer(
          entryId,
          [row[6], row[7], answerId, row[8], created, row[9]].map((value) => value ?? null),
          row[10],
        )
      : undefined;
  if (living === "corrupt") return undefined;
  const vector = Buffer.isBuffer(row[11]) ? vectorOf(row[11], dimension) : undefined;
  if (vector === null) return undefined;
  return {
    entryId,
    codeSimilarity: 2 * Number(textOf(score)) - 1,
    errorNorm: error,
    answerId: textOf(answerId),
    createdAtMs,
    wordHashes: decodeWordHashes(words),
    living,
    vector,
  };
}

function vectorOf(blob: Buffer, dimension: number): Float32Array | null {
  if (blob.length !== dimension * 4) return null;
  const vector = decodeFloat32Blob(blob);
  return vector.every(Number.isFinite) ? vector : null;
}

export function isList(value: Reply | undefined): value is readonly Reply[] {
  return Array.isArray(value);
}

export function textOf(value: Reply | undefined): string {
  if (Buffer.isBuffer(value)) return value.toString("utf8");
  return typeof value === "string" ? value : "";
}

function unexpected(expected: string): OctavecError {
  return new OctavecError(
    "UNEXPECTED_REPLY",
    `The look-up script answered with a shape that is not known: expected ${expected}.`,
  );
}
