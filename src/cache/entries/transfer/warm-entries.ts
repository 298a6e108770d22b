import { isOctavecError } from "../../../errors/index.js";
import {
  type ExportedEntry,
  parseOptions,
  type TransferOptions,
  transferOptionsSchema,
} from "../../../options/index.js";
import type { AnswerToStore } from "../../contract/index.js";
import { type CacheRequest, identityOf } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { readServerTime } from "../read/read-living.js";
import { embedToStore } from "../store/embed-to-store.js";
import { receivedAnswer, receivedVector } from "../store/received-answer.js";
import { storeAnswer } from "../store/store-answer.js";
import { exportedRow, isExported } from "./exported-row.js";
import { type RowOutcome, runTransfer, type TransferReport, type TransferRow } from "./run-transfer.js";

/** What `warm` takes: a question with its answer, as `store` takes it, or an entry that `export` gave. */
export type WarmEntry = (CacheRequest & AnswerToStore) | ExportedEntry;

/** Stores many answers: one call of the embedder for each batch, then all of the batch to Redis back to back. */
export function warmEntries(
  context: EntryContext,
  entries: Iterable<WarmEntry> | AsyncIterable<WarmEntry>,
  options: TransferOptions,
): Promise<TransferReport> {
  context.lifecycle.use();
  const resolved = parseOptions(transferOptionsSchema, options, "warm options");
  const { signal } = resolved;
  return runTransfer(entries, resolved, async (batch) => {
    const nowMs = batch.some(isExported) ? await readServerTime(context, signal) : 0;
    const rows = await Promise.all(
      batch.map((value) =>
        isExported(value)
          ? failedIfInvalid(async () => exportedRow(context, value, nowMs, signal))
          : newRow(context, value, signal),
      ),
    );
    const bare = rows.filter((row): row is TransferRow => isRow(row) && row.vector === undefined);
    const questions = bare.map(({ question }) => question);
    const vectors = await embedToStore(context, questions, undefined, signal);
    const vectorOf = new Map(bare.map((row, index) => [row, vectors[index]]));
    return Promise.all(rows.map((row) => (isRow(row) ? row.store(row.vector ?? vectorOf.get(row)) : row)));
  });
}

function isRow(row: TransferRow | RowOutcome): row is TransferRow {
  return typeof row === "object" && "store" in row;
}

async function newRow(
  context: EntryContext,
  value: unknown,
  signal: AbortSignal | undefined,
): Promise<TransferRow | RowOutcome> {
  if (typeof value !== "object" || value === null) return { failed: "expected an object" };
  return failedIfInvalid(async () => {
    // Whatever it holds: each field is checked by what takes it.
    const { response, answerId, usage, ttlMs, vector, ...request } = value as CacheRequest & AnswerToStore;
    const identity = await identityOf(context, request, signal);
    if ("bypass" in identity) return { skipped: identity.bypass };
    return {
      question: identity,
      vector: vector === undefined ? undefined : receivedVector("warm", vector, context.embedder),
      store: (vector) =>
        failedIfInvalid(async () => {
          const answer = receivedAnswer("warm", { response, answerId, usage, ttlMs });
          const result = await storeAnswer(context, { identity, answer, vector }, { signal });
          return result.stored ? "done" : { skipped: result.reason };
        }),
    };
  });
}

const INVALID = ["INVALID_ARGUMENT", "INVALID_VECTOR", "DIMENSION_MISMATCH"] as const;

/** An invalid entry does not stop the others; trouble with Redis or the embedder does. */
async function failedIfInvalid<T>(work: () => Promise<T>): Promise<T | { readonly failed: string }> {
  try {
    return await work();
  } catch (error) {
    if (INVALID.some((code) => isOctavecError(error, code))) return { failed: (error as Error).message };
    throw error;
  }
}
