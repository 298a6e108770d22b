import { decodeVadd, decodeVinfo, decodeVrem, encodeVinfo, encodeVrem } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Command, Reply, SendOptions, StepResult, Transaction } from "../executor.js";
import { listOf } from "../reply.js";
import {
  otherCalibration,
  outdated,
  parametersOf,
  parseRecordText,
  RECORD_FIELDS,
  recordDifferences,
  recordOf,
  recordText,
  setDifferences,
} from "./collection-record.js";
import type { EncodedElement } from "./encode-element.js";
import { EXPIRES_FIELD } from "./expiry/expiry.js";
import { unawareOfExpiry } from "./expiry/unaware-of-expiry.js";
import { CALIBRATION_FIELD } from "./precision/calibration-store.js";
import { type CodedCollection, RANGE_BOUND } from "./precision/coded-collection.js";
import type { WriteOutcome } from "./upsert-account.js";

/**
 * The way to write for a user who may not run scripts. Record and set are looked at first; then each element is written as
 * `MULTI; HMGET; ZADD; HSET; VREM; VADD; EXEC`, which readers, replicas and AOF see whole.
 *
 * A transaction cannot stop half-way, so a collection that is dropped and made anew by others between the look and the
 * transaction is written all the same: the element of that id may be lost, or the set be made with the old parameters. The
 * record that is read within the transaction shows it, and the write fails then. Two round trips.
 *
 * @param expected - The record, with the calibration of the elements' int8 codes (see `recordForCodes`).
 */
export async function writeInTransactions(
  collection: CodedCollection,
  elements: readonly EncodedElement[],
  expected: string,
  options: SendOptions,
): Promise<WriteOutcome[]> {
  const isTimed = elements[0]?.instant !== undefined;
  const failure = await examine(collection, isTimed, options);
  if (failure !== undefined) return elements.map(() => ({ kind: "failed", error: failure, sent: false }));
  const results = await collection.executor.pipeline(
    elements.map((element) => writeOf(collection, element)),
    options,
  );
  return results.map((result) => outcomeOf(result, collection, expected, isTimed));
}

async function examine(
  { executor, keys, record }: CodedCollection,
  isTimed: boolean,
  options: SendOptions,
): Promise<OctavecError | undefined> {
  const [stored, info] = await executor.pipeline([readRecord(keys.meta), encodeVinfo(keys.vectors)], options);
  for (const answer of [stored, info]) if (answer?.ok === false) return answer.error;
  const wanted = parseRecordText(record);
  const fields = listOf(answerOf(stored));
  const found = recordOf(fields);
  const differing = recordDifferences(found, wanted);
  if (differing.length > 0) return outdated(keys.vectors, found, differing);
  if (!isTimed && hasTtls(fields)) return unawareOfExpiry(keys.vectors);
  const set = decodeVinfo(answerOf(info));
  if (set === undefined) return undefined;
  const parameters = parametersOf(set);
  const otherwise = setDifferences(parameters, wanted);
  return otherwise.length > 0 ? outdated(keys.vectors, parameters, otherwise) : undefined;
}

function writeOf(
  { keys, layout }: CodedCollection,
  { id, vadd, code, instant }: EncodedElement,
): Transaction {
  const codes: Command[] =
    code === undefined
      ? []
      : [
          ["ZADD", keys.bounds, "GT", code.range, RANGE_BOUND],
          ["HSET", keys.codes, id, code.value],
        ];
  const expiry: Command[] =
    instant === undefined
      ? []
      : [
          ["HSETNX", keys.meta, EXPIRES_FIELD, "1"],
          instant === "" ? ["ZREM", keys.expiry, id] : ["ZADD", keys.expiry, instant, id],
        ];
  return {
    transaction: [
      readRecord(keys.meta),
      ...(layout.precision === "int8" ? [["HGET", keys.meta, CALIBRATION_FIELD]] : []),
      ...expiry,
      ...codes,
      encodeVrem(keys.vectors, id),
      ["VADD", keys.vectors, ...vadd],
    ],
  };
}

function outcomeOf(
  result: StepResult,
  { keys, layout, record }: CodedCollection,
  expected: string,
  isTimed: boolean,
): WriteOutcome {
  if (!result.ok) {
    const error = isAboutTheSet(result.error) ? overtaken(keys.vectors, result.error) : result.error;
    return { kind: "failed", error, sent: result.sent };
  }
  const replies = listOf(result.value);
  const [removed, added] = replies.slice(-2);
  if (removed === undefined || added === undefined || !decodeVadd(added)) {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      "VREM and VADD in one transaction should have added the element.",
    );
  }
  const fields = listOf(replies[0] ?? null);
  if (recordText(recordOf(fields)) !== record)
    return { kind: "failed", error: overtaken(keys.vectors), sent: true };
  if (!isTimed && hasTtls(fields))
    return { kind: "failed", error: unawareOfExpiry(keys.vectors), sent: true };
  if (layout.precision === "int8" && `${record}\n${String(replies[1] ?? "")}` !== expected)
    return { kind: "failed", error: otherCalibration(), sent: true };
  return { kind: decodeVrem(removed) ? "updated" : "inserted" };
}

/** VADD was refused after VREM: the set is not the one that was looked at. */
function isAboutTheSet(error: OctavecError): boolean {
  return ["DIMENSION_MISMATCH", "COLLECTION_MISMATCH", "WRONG_TYPE"].some((code) => error.code === code);
}

function overtaken(key: string, cause?: OctavecError): OctavecError {
  return new OctavecError(
    "COLLECTION_MISMATCH",
    `The collection ${key} was dropped or made anew in the moment between the look at its record and the write, which this user ` +
      "may not do in one step (a script). The element may have been removed: open the collection anew, and write the record again.",
    { cause, details: { differing: [] } },
  );
}

function readRecord(key: string): Command {
  return ["HMGET", key, ...RECORD_FIELDS, EXPIRES_FIELD];
}

function hasTtls(fields: readonly Reply[]): boolean {
  return typeof fields[RECORD_FIELDS.length] === "string";
}

function answerOf(result: StepResult | undefined): Reply {
  return result?.ok ? result.value : null;
}
