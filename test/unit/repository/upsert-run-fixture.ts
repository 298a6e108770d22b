import { expect } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import type { Command, Transaction } from "../../../src/executor.js";
import { parseOptions, type UpsertManyOptions, upsertManyOptionsSchema } from "../../../src/options/index.js";
import type { PreparedRecord } from "../../../src/repository/prepared-record.js";
import { UpsertRun, type UpsertTarget } from "../../../src/repository/upsert-many.js";
import { UpsertManyError, type UpsertReport } from "../../../src/repository/upsert-report.js";
import { parseWriteCall } from "../../../src/repository/write-elements.lua.js";
import { writeRecords } from "../../../src/repository/write-records.js";
import { scriptedCollection } from "../../helpers/scripted-collection.js";
import { emptyServer, type Script, ScriptedExecutor } from "../../helpers/scripted-executor.js";

export const idOf = (step: Command | Transaction) =>
  String("transaction" in step ? step.transaction[0]?.[2] : parseWriteCall(step)?.elements[0]?.id);

/** So large that each record is a call of its own. */
const BLOB = Buffer.alloc(16 * 1024);

function prepare(record: unknown): PreparedRecord {
  const { id, invalid } = record as { id: string; invalid?: boolean };
  if (invalid) throw new OctavecError("INVALID_VECTOR", "no vector");
  return {
    id,
    sizeBytes: 10,
    textBytes: 1,
    vector: Float32Array.of(1),
    vadd: ["VADD", "k", "FP32", BLOB, id],
  };
}

export const noWait = async () => {};

type Gate = Pick<UpsertTarget, "beforeRead" | "beforeWrite"> & Partial<UpsertTarget>;

/** A run with batches of two records, with a script in place of the server. */
export function runOf(
  options: UpsertManyOptions = {},
  script: Script = emptyServer,
  gate: Gate = { beforeRead: noWait, beforeWrite: noWait },
) {
  const executor = new ScriptedExecutor((step, send) => {
    const reply = script(step, send);
    // A number is the answer for the one element of the call.
    return typeof reply === "number" ? [reply] : reply;
  });
  const resolved = parseOptions(upsertManyOptionsSchema, { batchSize: 2, ...options }, "options");
  const write = writeRecords.bind(undefined, scriptedCollection(executor));
  const run = new UpsertRun(
    { write, prepare, codeSizeBytes: () => 0, requireRoom: noWait, ...gate },
    resolved,
  );
  return { executor, run };
}

export const records = (ids: string) => [...ids].map((id) => ({ id }));

export async function failureOf(work: Promise<unknown>): Promise<UpsertManyError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UpsertManyError);
  return error as UpsertManyError;
}

/** Every record read is acknowledged, listed as failed or counted as omitted, and none twice. */
export function expectAccounted(report: UpsertReport) {
  expect(report.acknowledged + report.failures.length + (report.failuresOmitted ?? 0)).toBe(report.read);
  expect(report.acknowledged).toBe(report.inserted + report.updated + report.superseded);
  const indices = report.failures.map(({ index }) => index);
  expect(new Set(indices).size).toBe(indices.length);
  expect([...indices].sort((a, b) => a - b)).toEqual(indices);
}
