import { decodeVadd, decodeVrem } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";
import type { Command, Executor, SendOptions, StepResult, Transaction } from "../../executor.js";
import type { CollectionKeys } from "../collection-keys.js";
import { type PreparedRecord, withVector } from "../prepared-record.js";
import type { SearchedSet } from "../search.js";
import { type WriteOptions, type WriteOutcome, writeRecords } from "../write-records.js";
import type { CollectionLayout } from "./collection-layout.js";
import { encodeCode } from "./encode-code.js";
import type { PrecisionMonitor } from "./precision-monitor.js";

/** A collection and how it is kept. */
export interface CodedCollection extends SearchedSet {
  readonly executor: Executor;
  readonly keys: CollectionKeys;
  readonly layout: CollectionLayout;
  readonly monitor: PrecisionMonitor;
}

/** The member of `bounds` that says how large a range any coded element has, so how far any score may be off. */
export const RANGE_BOUND = "range";

/**
 * Writes records as the collection's layout wants them: rotated, and with their codes. Without codes it is `writeRecords`.
 *
 * With codes each record is one transaction, `VREM; VADD; HSET; ZADD GT`, for new elements and existing ones alike: set and
 * code change together, replicas and AOF get every command word for word, and VREM tells whether the element is new.
 * One round trip for the batch. The bound is part of it because another process may have cleared the collection.
 */
export async function writeToCollection(
  collection: CodedCollection,
  records: readonly PreparedRecord[],
  options: WriteOptions = {},
): Promise<WriteOutcome[]> {
  const { executor, layout, monitor } = collection;
  for (const { vector } of records) monitor.written(vector);
  const { rotation } = layout;
  const placed = rotation === undefined ? records : records.map((record) => rotated(record, rotation));
  if (layout.precision === "native") return writeRecords(executor, placed, options);
  const steps = placed.map((record, index) => codedWrite(collection, record, records[index]!.vector));
  const { expectUpdates: _, ...send } = options;
  const results = await executor.pipeline(steps, { ...send, idempotent: true });
  return results.map(outcomeOf);
}

/** Removes elements and their codes, each pair at once. @returns the replies of VREM, in order. */
export async function deleteCoded(
  { executor, keys }: Pick<CodedCollection, "executor" | "keys">,
  vrems: readonly Command[],
  ids: readonly string[],
  options: SendOptions,
): Promise<StepResult[]> {
  const steps = vrems.map((vrem, index): Transaction => {
    return { transaction: [vrem, ["HDEL", keys.codes, ids[index]!]] };
  });
  const results = await executor.pipeline(steps, options);
  return results.map((result) => {
    if (!result.ok) return result;
    const [removed] = Array.isArray(result.value) ? result.value : [];
    return { ok: true, value: removed ?? null };
  });
}

function rotated(
  record: PreparedRecord,
  rotation: NonNullable<CollectionLayout["rotation"]>,
): PreparedRecord {
  return withVector(record, rotation.apply(record.vector));
}

function codedWrite(
  { keys, layout, monitor }: CodedCollection,
  placed: PreparedRecord,
  vector: Float32Array,
): Transaction {
  const { id, vrem, vadd } = placed;
  const code = encodeCode(vector, placed.vector, layout, monitor.keepsFloat32);
  monitor.coded(id, code);
  return {
    transaction: [
      vrem,
      vadd,
      ["HSET", keys.codes, id, code.value],
      ["ZADD", keys.bounds, "GT", String(code.range), RANGE_BOUND],
    ],
  };
}

function outcomeOf(result: StepResult): WriteOutcome {
  if (!result.ok) return { kind: "failed", error: result.error, sent: result.sent };
  const [removed, added] = Array.isArray(result.value) ? result.value : [];
  if (removed === undefined || added === undefined || !decodeVadd(added)) {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      "VREM and VADD in one transaction should have added the element.",
    );
  }
  return { kind: decodeVrem(removed) ? "updated" : "inserted" };
}
