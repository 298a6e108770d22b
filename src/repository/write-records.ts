import { decodeVinfo } from "../commands/index.js";
import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Reply, SendOptions, StepResult } from "../executor.js";
import { forbidsScripts } from "../script.js";
import {
  otherCalibration,
  outdated,
  parametersOf,
  parseRecordText,
  recordDifferences,
  recordOf,
  setDifferences,
} from "./collection-record.js";
import { type EncodedElement, encodeElement } from "./encode-element.js";
import { lacksInstant, unawareOfExpiry } from "./expiry/unaware-of-expiry.js";
import { packCalls } from "./pack-calls.js";
import { adoptCalibration, type CodedCollection, recordForCodes } from "./precision/coded-collection.js";
import type { PreparedRecord } from "./prepared-record.js";
import { mayRunScripts, noteForbiddenScripts } from "./search/script-permission.js";
import type { WriteOutcome } from "./upsert-account.js";
import { type ElementWrite, scriptCallOf, WRITE_ELEMENTS, type WriteCall } from "./write-elements.lua.js";
import { writeInTransactions } from "./write-in-transactions.js";

/**
 * Writes records of different ids and reports the outcome of each, in order.
 *
 * A call of the script writes a few records in one step: it compares the collection's record with what this writer knows,
 * then replaces or adds each element with its code (see `write-elements.lua.ts`). Readers see each record as it was before or
 * as it is now. Replicas and the AOF receive it when the call has ended. For a user who may not run scripts, transactions
 * take the place of the script, which guarantees less (see `write-in-transactions.ts`).
 *
 * The batch takes one round trip. It is idempotent, and retried automatically after a lost reply: a record that the first
 * attempt inserted then counts as updated.
 *
 * @throws the signal's reason when it was aborted before the first record was sent. Nothing was written then.
 */
export async function writeRecords(
  collection: CodedCollection,
  records: readonly PreparedRecord[],
  options: SendOptions = {},
): Promise<WriteOutcome[]> {
  const outcomes = await writeOnce(collection, records, options);
  for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
    const timeless = placesOf(outcomes, lacksInstant);
    const stale = placesOf(outcomes, isOfOtherCalibration);
    if (timeless.length > 0) collection.expiry.notice();
    if (stale.length > 0) await adoptCalibration(collection, options);
    const refused = [...timeless, ...stale];
    if (refused.length === 0) break;
    const again = await writeOnce(
      collection,
      refused.map((place) => records[place]!),
      options,
    );
    for (const [number, place] of refused.entries()) outcomes[place] = again[number]!;
  }
  collection.onWritten?.(records.length);
  return reopenIfOutdated(collection, outcomes);
}

/** A calibration takes seconds, and TTLs come into use once, so neither happens many times during one write. */
const MAX_ATTEMPTS = 5;

function placesOf(
  outcomes: readonly WriteOutcome[],
  isRefused: (outcome: WriteOutcome) => boolean,
): number[] {
  return outcomes.flatMap((outcome, place) => (isRefused(outcome) ? [place] : []));
}

/** Whether a write was refused because its int8 codes belong to a calibration that is not in force any more. */
function isOfOtherCalibration(outcome: WriteOutcome): boolean {
  return outcome.kind === "failed" && isOctavecError(outcome.error, "WRITE_CONFLICT");
}

async function writeOnce(
  collection: CodedCollection,
  records: readonly PreparedRecord[],
  options: SendOptions,
): Promise<WriteOutcome[]> {
  const { expiry } = collection;
  const isTimed =
    expiry.isUsed || records.some((record) => record.ttlMs !== undefined || record.expiresAtMs !== undefined);
  if (isTimed) await expiry.prepare(options);
  const elements = records.map((record) => encodeElement(collection, record, isTimed));
  const outcomes = await writeEncoded(collection, elements, options);
  const written = elements.filter((_, place) => outcomes[place]?.kind !== "failed");
  const firstMs = Math.min(...written.map(({ instant }) => Number(instant || Number.POSITIVE_INFINITY)));
  if (firstMs < Number.POSITIVE_INFINITY) expiry.wrote(firstMs - expiry.nowMs());
  return outcomes;
}

async function writeEncoded(
  collection: CodedCollection,
  elements: readonly EncodedElement[],
  options: SendOptions,
): Promise<WriteOutcome[]> {
  const { executor } = collection;
  // Read at once, because the calibration may change while this call waits.
  const expected = recordForCodes(collection);
  const send = { ...options, idempotent: true };
  if (mayRunScripts(executor)) {
    const calls = callsOf(collection, elements, expected);
    const results = await WRITE_ELEMENTS.runEach(executor, calls.map(scriptCallOf), send);
    if (!results.some(isForbidden))
      return results.flatMap((result, place) => outcomesOf(result, calls[place]!));
    noteForbiddenScripts(executor);
  }
  if (collection.words !== undefined) return elements.map(() => withoutScripts());
  return writeInTransactions(collection, elements, expected, send);
}

/** After a write that was refused because the collection has changed, the next write opens the collection anew. */
export function reopenIfOutdated<Outcome extends { readonly kind: string; readonly error?: unknown }>(
  { onOutdated }: CodedCollection,
  outcomes: Outcome[],
): Outcome[] {
  if (outcomes.some(({ error }) => isOctavecError(error, "COLLECTION_MISMATCH"))) onOutdated();
  return outcomes;
}

function callsOf(
  { keys }: CodedCollection,
  elements: readonly EncodedElement[],
  record: string,
): WriteCall[] {
  const native = [keys.vectors, keys.meta];
  const coded = [...native, keys.codes, keys.bounds];
  const timed = [...coded, keys.expiry];
  const writes = elements.map(
    ({ id, vadd, code, instant = [], entry = [] }): ElementWrite => ({
      id,
      args: [code?.value ?? "", code?.range ?? "", ...vadd, ...[instant, entry].flat()],
    }),
  );
  // A collection has codes of all its elements or of none, and so it is with instants and words.
  const { code, instant, entry } = elements[0] ?? {};
  const untimed = code === undefined ? native : coded;
  const withoutWords = instant === undefined ? untimed : timed;
  // The set's own key stands for instants that are not kept.
  const worded = [...coded, instant === undefined ? keys.vectors : keys.expiry, keys.words];
  const needed = entry === undefined ? withoutWords : worded;
  return packCalls(writes).map((call) => ({ keys: needed, record, elements: call }));
}

/** The words of an index depend on those that an element had, which only a script can read and change in one step. */
function withoutScripts(): WriteOutcome {
  const error = new OctavecError(
    "NOT_AUTHORIZED",
    "A collection with text is written by a script, and this Redis user may run none. Nothing was changed. Allow it the commands " +
      "EVALSHA and EVAL (ACL SETUSER … +evalsha +eval).",
    { details: { missing: ["evalsha", "eval"] } },
  );
  return { kind: "failed", error, sent: false };
}

function isForbidden(result: StepResult): boolean {
  return !result.ok && forbidsScripts(result.error);
}

/** The outcome of each element of a call. */
function outcomesOf(result: StepResult, { keys, record, elements }: WriteCall): WriteOutcome[] {
  if (!result.ok) return elements.map(() => ({ kind: "failed", error: result.error, sent: result.sent }));
  const replies = Array.isArray(result.value) ? result.value : [];
  if (replies.length === elements.length && replies.every((reply) => reply === 0 || reply === 1))
    return replies.map((reply) => ({ kind: reply === 1 ? "inserted" : "updated" }));
  const error = refusalOf(replies, keys[0]!, record);
  return elements.map(() => ({ kind: "failed", error, sent: true }));
}

/** The error for what the script found in the way. */
export function refusalOf([kind, ...values]: readonly Reply[], key: string, record: string): OctavecError {
  const wanted = parseRecordText(record);
  if (kind === "record") {
    const found = recordOf(values);
    const differing = recordDifferences(found, wanted);
    return differing.length === 0 ? otherCalibration() : outdated(key, found, differing);
  }
  if (kind === "expires") return unawareOfExpiry(key);
  if (kind === "set") {
    const set = decodeVinfo(values[0] ?? null);
    if (set !== undefined) {
      const found = parametersOf(set);
      return outdated(key, found, setDifferences(found, wanted));
    }
  }
  throw new OctavecError("UNEXPECTED_REPLY", "The script that writes elements gave an unknown answer.");
}
