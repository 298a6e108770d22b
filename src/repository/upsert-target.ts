import type { OperationOptions } from "../options/index.js";
import { reasonOf } from "../reply.js";
import { type MemoryCheck, memoryCheckOf } from "./memory-check.js";
import type { OpenCollection } from "./open-collection.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { codeSizeBytes } from "./precision/stored-code.js";
import { prepareRecord } from "./prepared-record.js";
import type { UpsertTarget } from "./upsert-many.js";
import { writeRecords } from "./write-records.js";

/** A collection as the target of one call that writes records. */
export function upsertTarget(opened: OpenCollection): UpsertTarget {
  // All batches use the layout and record that were read before the first one, even if the collection is opened again.
  let coded: CodedCollection | undefined;
  let memory: MemoryCheck | undefined;
  return {
    prepare: (record) => prepareRecord(record, opened),
    codeSizeBytes: () => codeSizeBytes(opened.meta.layout.precision, opened.options.dimension),
    beforeRead: (wait) => opened.meta.beforeRead(wait),
    requireRoom: (load, wait) => {
      memory ??= memoryCheckOf(opened);
      return memory.requireRoom(load, wait);
    },
    beforeWrite: async (wait, first) => {
      await opened.meta.beforeWrite(
        wait,
        first.map(({ vector }) => vector),
      );
      coded = opened.coded;
    },
    write: async (batch, wait) => {
      coded ??= opened.coded;
      const outcomes = await writeRecords(coded, batch, wait);
      opened.size.changeBy(outcomes.filter(({ kind }) => kind === "inserted").length);
      return outcomes;
    },
  };
}

/** Writes one record. @returns whether its element is new. */
export async function upsertOne(
  target: UpsertTarget,
  record: unknown,
  wait: OperationOptions,
): Promise<{ inserted: boolean }> {
  const prepared = target.prepare(record);
  await target.beforeWrite(wait, [prepared]);
  const [outcome] = await target.write([prepared], wait);
  if (outcome?.kind === "failed") throw reasonOf(outcome.error, wait.signal);
  return { inserted: outcome?.kind === "inserted" };
}
