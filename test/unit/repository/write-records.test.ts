import { expect, onTestFinished, test, vi } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import type { Command, Reply, Transaction } from "../../../src/executor.js";
import { parseWriteCall } from "../../../src/repository/write-elements.lua.js";
import { writeRecords } from "../../../src/repository/write-records.js";
import { RECORD, scriptedCollection } from "../../helpers/scripted-collection.js";
import { type Script, ScriptedExecutor } from "../../helpers/scripted-executor.js";

const records = [..."abc"].map((id) => ({
  id,
  sizeBytes: 10,
  textBytes: 1,
  vector: Float32Array.of(1),
  // So large that each record is a call of its own.
  vadd: ["VADD", "{n:c}:v", "FP32", Buffer.alloc(16 * 1024), id, "Q8"],
}));

const noScript = new OctavecError("COMMAND_FAILED", "EVALSHA was refused by the server: NOSCRIPT", {
  details: { command: "EVALSHA", reply: "NOSCRIPT" },
});
const forbidden = new OctavecError(
  "NOT_AUTHORIZED",
  "EVALSHA was refused by the server: NOPERM User u has no permissions to run the 'evalsha' command",
  { details: { command: "EVALSHA", reply: "NOPERM" } },
);

const elementOf = (step: Command | Transaction) =>
  "transaction" in step ? undefined : parseWriteCall(step)?.elements[0]?.id;

function writing(script: Script) {
  const executor = new ScriptedExecutor(script);
  const collection = scriptedCollection(executor);
  return { executor, write: () => writeRecords(collection, records) };
}

test("only the records that were answered with NOSCRIPT are sent again, with the text of the script", async () => {
  const { executor, write } = writing((step) => {
    const byHash = !("transaction" in step) && step[0] === "EVALSHA";
    if (byHash && elementOf(step) !== "b") return noScript;
    return [elementOf(step) === "c" ? 0 : 1];
  });
  expect((await write()).map(({ kind }) => kind)).toEqual(["inserted", "inserted", "updated"]);
  expect(
    executor.pipelines.map((steps) => steps.map((step) => `${step[0 as never]} ${elementOf(step)}`)),
  ).toEqual([
    ["EVALSHA a", "EVALSHA b", "EVALSHA c"],
    ["EVAL a", "EVAL c"],
  ]);
});

const info = (dimension: number): Reply => [
  ...["quant-type", "int8", "hnsw-m", 16, "vector-dim", dimension, "projection-input-dim", 0],
  ...["size", 1, "max-level", 0, "attributes-count", 0, "vset-uid", 1, "hnsw-max-node-uid", 1],
];

test.each<[string, Reply, string[], RegExp]>([
  [
    "the collection record is gone",
    ["record", "", "", "", "", "", "", ""],
    ["schemaVersion", "dimension", "quantization", "m"],
    /was dropped/,
  ],
  [
    "the collection record has other parameters",
    ["record", "2", "8", "q8", "16", "", "residual", ""],
    ["schemaVersion", "dimension", "precision"],
    /made anew with other parameters: .*dimension is 8, it was opened with 1/,
  ],
  ["the set has other parameters than the record", ["set", info(8)], ["dimension"], /dimension is 8/],
])("the error says that %s, and to open the collection again", async (_, reply, differing, message) => {
  const { write } = writing(() => reply);
  for (const outcome of await write()) {
    if (outcome.kind !== "failed") throw new Error("it was written");
    expect(outcome.error).toMatchObject({ code: "COLLECTION_MISMATCH", details: { differing } });
    expect(outcome.error.message).toMatch(message);
    expect(outcome.error.message).toMatch(/changed nothing.* Open the collection anew/s);
  }
});

function withoutScripts(answer: (step: Command | Transaction) => Reply | OctavecError) {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  onTestFinished(() => warned.mockRestore());
  const { executor, write } = writing((step) =>
    !("transaction" in step) && step[0] === "EVALSHA" ? forbidden : answer(step),
  );
  return { executor, write, warned };
}

/** The server's answers if the collection has not changed since it was opened. */
const asOpened = (step: Command | Transaction): Reply => {
  if ("transaction" in step) return [RECORD.split("\n"), false, true];
  return step[0] === "HMGET" ? RECORD.split("\n") : null;
};

test("if the user may not run scripts, records are written in transactions, and the process is warned once", async () => {
  const { executor, write, warned } = withoutScripts(asOpened);
  expect((await write()).map(({ kind }) => kind)).toEqual(["inserted", "inserted", "inserted"]);
  await write();
  const transactions = new Array(3).fill("HMGET+VREM+VADD");
  expect(executor.names).toEqual([
    ...["EVALSHA", "EVALSHA", "EVALSHA"],
    ...["HMGET", "VINFO", ...transactions],
    ...["HMGET", "VINFO", ...transactions],
  ]);
  expect(warned).toHaveBeenCalledOnce();
  expect(warned).toHaveBeenCalledWith(expect.stringContaining("may not run scripts"), {
    code: "OCTAVEC_SCRIPTS_FORBIDDEN",
  });
});

test.each<[string, Reply, Reply]>([
  ["the collection record has other parameters", "2\n8\nq8\n16\n\n\n\n".split("\n"), null],
  ["the collection record is gone", [null, null, null, null, null, null, null], null],
  ["the set has other parameters than the record", RECORD.split("\n"), info(8)],
])("no transaction is sent if %s", async (_, record, set) => {
  const { executor, write } = withoutScripts((step) =>
    "transaction" in step ? [record, false, true] : step[0] === "HMGET" ? record : set,
  );
  for (const outcome of await write())
    expect(outcome).toMatchObject({ kind: "failed", sent: false, error: { code: "COLLECTION_MISMATCH" } });
  expect(executor.names.slice(3)).toEqual(["HMGET", "VINFO"]);
});

test.each<[string, Reply | OctavecError]>([
  ["the record has changed", ["2\n8\nq8\n16\n\n\n\n".split("\n"), true, true]],
  ["VADD is refused", new OctavecError("DIMENSION_MISMATCH", "VADD was refused by the server")],
])(
  "the error says that a transaction may have removed the element, if the collection was recreated just before: %s",
  async (_, answer) => {
    const { write } = withoutScripts((step) => ("transaction" in step ? answer : asOpened(step)));
    for (const outcome of await write()) {
      expect(outcome).toMatchObject({ kind: "failed", sent: true, error: { code: "COLLECTION_MISMATCH" } });
      if (outcome.kind === "failed") expect(outcome.error.message).toMatch(/may have been removed/);
    }
  },
);

test("if the user may run scripts but not VADD, the write fails and no transaction is sent", async () => {
  const noVadd = new OctavecError("NOT_AUTHORIZED", "NOPERM this user has no permissions to run VADD", {
    details: { command: "EVALSHA", reply: "NOPERM" },
  });
  const { executor, write } = writing(() => noVadd);
  for (const outcome of await write()) expect(outcome).toEqual({ kind: "failed", error: noVadd, sent: true });
  expect(executor.pipelines).toHaveLength(1);
});
