import { decodeVadd, decodeVismember, encodeVismember } from "../commands/index.js";
import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Command, Executor, SendOptions, StepResult, Transaction } from "../executor.js";
import type { PreparedRecord } from "./prepared-record.js";

/** What became of one record. */
export type WriteOutcome =
  | { readonly kind: "inserted" | "updated" }
  | {
      readonly kind: "failed";
      readonly error: OctavecError;
      /** False: the server certainly never saw it. True: it may have been stored; repeating the write is harmless. */
      readonly sent: boolean;
    };

const INSERTED: WriteOutcome = { kind: "inserted" };
const UPDATED: WriteOutcome = { kind: "updated" };

export interface WriteOptions extends SendOptions {
  /**
   * Many of the records are thought to exist: ask first which do, so that those are written once instead of twice.
   * Costs one more round trip.
   */
  expectUpdates?: boolean;
}

/**
 * Writes records of different ids and tells each one's outcome, in order. May be repeated: the last write stands.
 * Rejects only when nothing was written: the signal was aborted before the first record was sent.
 *
 * A `VADD` of an element that exists (reply false) changes this server only: no replica and no AOF learns of it. Such an
 * element is therefore written again as `MULTI; VREM; VADD; EXEC`, which both get word for word, and counts as written
 * only then. (8.0.2 to 8.8.0; see the head of `commands/vadd.ts`.)
 */
export async function writeRecords(
  executor: Executor,
  records: readonly PreparedRecord[],
  options: WriteOptions = {},
): Promise<WriteOutcome[]> {
  const known = options.expectUpdates === true ? await findExisting(executor, records, options) : undefined;
  // Whole records of different ids: each may be written twice, and in any order. One whose first reply was lost is found to
  // exist by the second VADD, is therefore rewritten, and counts as updated.
  const repeatable = { ...options, idempotent: true };
  const first = await executor.pipeline(
    records.map((record, index) => (known?.has(index) ? rewrite(record) : record.vadd)),
    repeatable,
  );
  const outcomes = first.map((result, index) => (known?.has(index) ? ofRewrite(result) : ofVadd(result)));
  const again = outcomes.flatMap((outcome, index) => (outcome === undefined ? [index] : []));
  if (again.length > 0) {
    const second = await executor
      .pipeline(
        again.map((index) => rewrite(records[index]!)),
        repeatable,
      )
      .catch((reason: unknown) => again.map((): StepResult => halfWritten(reason)));
    for (const [position, index] of again.entries()) outcomes[index] = ofRewrite(second[position]!);
  }
  return outcomes.map((outcome) => outcome!);
}

function rewrite({ vrem, vadd }: PreparedRecord): Transaction {
  return { transaction: [vrem, vadd] };
}

/** Undefined: the element was there, and only this server knows the new vector yet. */
function ofVadd(result: StepResult): WriteOutcome | undefined {
  if (!result.ok) return { kind: "failed", error: result.error, sent: result.sent };
  return decodeVadd(result.value) ? INSERTED : undefined;
}

/** The signal was aborted between the two pipelines: this server has the new vector, replicas and AOF have the old one. */
function halfWritten(reason: unknown): StepResult {
  const error = isOctavecError(reason)
    ? reason
    : new OctavecError("ABORTED", "The caller's signal was aborted before the write was complete.", {
        cause: reason,
      });
  return { ok: false, error, sent: true };
}

function ofRewrite(result: StepResult): WriteOutcome {
  return result.ok ? UPDATED : { kind: "failed", error: result.error, sent: true };
}

/** Positions of the records whose element exists. A failed question counts as "new": the answer to VADD will tell. */
async function findExisting(
  executor: Executor,
  records: readonly PreparedRecord[],
  options: SendOptions,
): Promise<Set<number>> {
  const questions: Command[] = records.map(({ vadd, id }) => encodeVismember(String(vadd[1]), id));
  // Not readOnly: a replica that lags would not know the newest elements.
  const answers = await executor.pipeline(questions, { ...options, idempotent: true });
  return new Set(
    answers.flatMap((answer, index) => (answer.ok && decodeVismember(answer.value) ? [index] : [])),
  );
}
