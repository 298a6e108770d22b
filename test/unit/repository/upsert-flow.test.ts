import { expect, test } from "vitest";
import type { Command, Transaction } from "../../../src/executor.js";
import { parseOptions, upsertManyOptionsSchema } from "../../../src/options/index.js";
import type { PreparedRecord } from "../../../src/repository/prepared-record.js";
import { UpsertRun } from "../../../src/repository/upsert-many.js";
import { writeRecords } from "../../../src/repository/write-records.js";
import { scriptedCollection } from "../../helpers/scripted-collection.js";
import { emptyServer, ScriptedExecutor } from "../../helpers/scripted-executor.js";

const prepare = (record: unknown): PreparedRecord => {
  const { id } = record as { id: string };
  return {
    id,
    sizeBytes: 10,
    textBytes: 1,
    vector: Float32Array.of(1),
    vadd: ["VADD", "k", "FP32", Buffer.alloc(4), id],
  };
};

/** A server that answers a pipeline when the test calls the next function in `held`. */
function heldServer() {
  const held: (() => void)[] = [];
  let running = 0;
  let most = 0;
  class HeldExecutor extends ScriptedExecutor {
    override async pipeline(steps: readonly (Command | Transaction)[]) {
      this.pipelines.push(steps);
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => held.push(resolve));
      running--;
      return steps.map((step) => ({ ok: true as const, value: emptyServer(step) }));
    }
  }
  const executor = new HeldExecutor();
  return { executor, held, most: () => most };
}

function start(
  { executor }: { executor: ScriptedExecutor },
  source: Iterable<unknown> | AsyncIterable<unknown>,
  options: { batchSize: number; concurrency: number },
) {
  const resolved = parseOptions(upsertManyOptionsSchema, options, "options");
  const noWait = async () => {};
  const write = writeRecords.bind(undefined, scriptedCollection(executor));
  return new UpsertRun(
    { write, prepare, codeSizeBytes: () => 0, beforeRead: noWait, requireRoom: noWait, beforeWrite: noWait },
    resolved,
  ).run(source);
}

const nextTick = () => new Promise(setImmediate);

test("`concurrency` batches run at a time, and the source is read one batch ahead", async () => {
  const server = heldServer();
  let read = 0;
  function* source() {
    for (let i = 0; i < 100; i++) {
      read++;
      yield { id: String(i) };
    }
  }
  const running = start(server, source(), { batchSize: 5, concurrency: 3 });
  for (let i = 0; i < 5; i++) await nextTick();
  expect(server.executor.pipelines).toHaveLength(3);
  expect(read).toBe(20);
  while (server.held.length > 0) {
    server.held.shift()?.();
    for (let i = 0; i < 5; i++) await nextTick();
    expect(read).toBe(Math.min(100, (server.executor.pipelines.length + 1) * 5));
  }
  expect(await running).toMatchObject({ read: 100, acknowledged: 100, complete: true });
  expect(server.most()).toBe(3);
});

test("two batches that share an id never run at the same time", async () => {
  const server = heldServer();
  const ids = ["a", "b", "c", "a", "d", "e"].map((id) => ({ id }));
  const running = start(server, ids, { batchSize: 2, concurrency: 8 });
  for (let i = 0; i < 5; i++) await nextTick();
  // a b | c a | d e: the second batch waits for the first, and the third waits for the second to start.
  expect(server.executor.pipelines).toHaveLength(1);
  server.held.shift()?.();
  for (let i = 0; i < 5; i++) await nextTick();
  expect(server.executor.pipelines).toHaveLength(3);
  while (server.held.length > 0) server.held.shift()?.();
  expect(await running).toMatchObject({ acknowledged: 6 });
});
