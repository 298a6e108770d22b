import { describe, expect, test, vi } from "vitest";
import { OctavecError } from "../../../../src/errors/index.js";
import type { Reply } from "../../../../src/executor.js";
import { f, VectorRepository } from "../../../../src/index.js";
import { RECORD } from "../../../helpers/scripted-collection.js";
import { type Script, ScriptedExecutor } from "../../../helpers/scripted-executor.js";

const place = { namespace: "n", collection: "c", dimension: 1 };
const FIELDS = ["schemaVersion", "dimension", "quantization", "m", "truncateFrom", "precision", "rotation"];

/** A server with one record, whose attributes are `stored`. `onChange` answers the script that changes it. */
function repositoryOn(stored: string, onChange: Script) {
  const answer: Script = (step, options) => {
    if ("transaction" in step) return step.transaction.map((command) => answer(command, options) as Reply);
    switch (step[0]) {
      case "HGETALL":
        return RECORD.split("\n").flatMap((value, index) => [FIELDS[index]!, value]);
      case "VINFO":
      case "VEMB":
        return null;
      case "VCARD":
      case "VISMEMBER":
        return 1;
      case "VRANDMEMBER":
        return [Buffer.from("a")];
      case "VGETATTR":
        return Buffer.from(stored);
      default:
        return onChange(step, options);
    }
  };
  const executor = new ScriptedExecutor(answer);
  const docs = new VectorRepository(executor, place);
  const changes = () => executor.names.filter((name) => name.startsWith("EVAL")).length;
  return { executor, docs, changes };
}

const elements = (...replies: Reply[]): Reply => [Buffer.from("elements"), replies];
const attributes = (value: object) => Buffer.from(JSON.stringify(value));

test("a record that others change during every attempt is left after 50 attempts, with a coded error", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  let round = 0;
  const { docs, changes } = repositoryOn('{"n":0}', () => elements(attributes({ n: ++round })));
  const conflict = { code: "WRITE_CONFLICT", retryable: true };
  await expect(docs.updateAttributes("a", { x: 1 })).rejects.toMatchObject(conflict);
  expect(changes()).toBe(50);
  const counts = { matched: 1, changed: 0, unsettled: 1 };
  await expect(docs.deleteWhere(f.exists("n"))).rejects.toMatchObject({ ...conflict, details: counts });
  expect(changes()).toBe(100);
  await expect(docs.updateWhere(f.exists("n"), { x: 1 })).rejects.toMatchObject({
    ...conflict,
    details: counts,
  });
  expect(changes()).toBe(150);
});

test("the attributes that another writer has stored are judged and changed, without reading them again", async () => {
  const replies = [elements(attributes({ n: 7, other: true })), elements(1)];
  const { docs, executor } = repositoryOn('{"n":0}', () => replies.shift()!);
  expect(await docs.updateWhere(f.exists("n"), (now) => ({ n: Number(now?.n) + 1 }))).toEqual({
    matched: 1,
    updated: 1,
  });
  const sent = executor.sent.filter((step) => !("transaction" in step) && String(step[0]).startsWith("EVAL"));
  // The last words are the condition and the new attributes.
  expect(sent.map((step) => ("transaction" in step ? [] : step.slice(-2).map(String)))).toEqual([
    ['{"n":0}', '{"n":1}'],
    ['{"n":7,"other":true}', '{"n":8,"other":true}'],
  ]);
});

test("a record that matches no more, or is gone, is neither updated nor deleted", async () => {
  const { docs, changes } = repositoryOn('{"n":1}', () => elements(attributes({ n: 2 })));
  expect(await docs.deleteWhere(f.eq("n", 1))).toEqual({ matched: 1, deleted: 0 });
  expect(await docs.updateWhere(f.eq("n", 1), { x: 1 })).toEqual({ matched: 1, updated: 0 });
  expect(changes()).toBe(2);
  const gone = repositoryOn('{"n":1}', () => elements(0));
  expect(await gone.docs.deleteWhere(f.eq("n", 1))).toEqual({ matched: 1, deleted: 0 });
  expect(await gone.docs.updateAttributes("a", { x: 1 })).toBe(false);
});

test("nothing is sent for a patch that makes no difference", async () => {
  const { docs, changes } = repositoryOn('{"n":1,"x":2}', () => elements(1));
  expect(await docs.updateAttributes("a", { x: 2, y: undefined })).toBe(true);
  expect(await docs.updateWhere(f.eq("n", 1), { x: 2 })).toEqual({ matched: 1, updated: 0 });
  expect(changes()).toBe(0);
});

describe("after a lost reply", () => {
  type Patch = Parameters<VectorRepository["updateAttributes"]>[1];

  async function optionsOf(change: (docs: VectorRepository) => Promise<unknown>) {
    const { docs, executor } = repositoryOn('{"n":1}', () => elements(1));
    await change(docs);
    return executor.optionsSeen.at(-1);
  }

  test.each<[string, boolean, Patch]>([
    ["a patch may be sent again, because it is checked against what is stored", true, { x: 1 }],
    ["a function may not, because it may have been applied", false, (now) => ({ n: Number(now?.n) + 1 })],
  ])("%s", async (_, idempotent, patch) => {
    const updated = await optionsOf((docs) => docs.updateAttributes("a", patch));
    expect(updated).toMatchObject({ idempotent });
    expect(await optionsOf((docs) => docs.updateWhere(f.exists("n"), patch))).toMatchObject({ idempotent });
  });

  test("a deletion may be sent again", async () => {
    expect(await optionsOf((docs) => docs.deleteWhere(f.exists("n")))).toMatchObject({ idempotent: true });
  });
});

describe("a refused script", () => {
  const refused = new OctavecError("NOT_AUTHORIZED", "… has no permissions to run the 'evalsha' command", {
    details: { command: "EVALSHA" },
  });

  test.each<[string, (docs: VectorRepository) => Promise<unknown>]>([
    ["updateAttributes", (docs) => docs.updateAttributes("a", { x: 1 })],
    ["updateWhere", (docs) => docs.updateWhere(f.exists("n"), { x: 1 })],
    ["deleteWhere", (docs) => docs.deleteWhere(f.exists("n"))],
  ])("makes %s fail with an error that names the missing right", async (name, change) => {
    const { docs } = repositoryOn('{"n":1}', () => refused);
    const error = { code: "NOT_AUTHORIZED", cause: refused, details: { missing: ["evalsha", "eval"] } };
    await expect(change(docs)).rejects.toMatchObject(error);
    await expect(change(docs)).rejects.toThrow(new RegExp(`^${name} .*\\+evalsha \\+eval`));
  });
});

test("a patch is copied when the call is made, and a function's error or promise ends the call", async () => {
  const { docs, executor } = repositoryOn('{"n":1}', () => elements(1));
  const deep = { list: [1], inner: { a: 1 } };
  const work = docs.updateAttributes("a", { deep });
  deep.list.push(2);
  deep.inner.a = 2;
  await work;
  const last = executor.sent.at(-1);
  expect(String((last as readonly unknown[]).at(-1))).toBe('{"n":1,"deep":{"list":[1],"inner":{"a":1}}}');
  const fault = new Error("mine");
  await expect(
    docs.updateWhere(f.exists("n"), () => {
      throw fault;
    }),
  ).rejects.toBe(fault);
  const late = (async () => ({ x: 1 })) as unknown as () => { x: number };
  await expect(docs.updateAttributes("a", late)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("an abort between two pages ends the call with the signal's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const { docs } = repositoryOn('{"n":1}', () => elements(1));
  const onProgress = () => controller.abort(reason);
  const { signal } = controller;
  await expect(docs.deleteWhere(f.exists("n"), { signal, onProgress })).rejects.toBe(reason);
});

test("pages are read from the primary, because a replica that lags behind would lack records", async () => {
  const { docs, executor } = repositoryOn('{"n":1}', () => elements(1));
  await docs.get("a");
  const opened = executor.optionsSeen.length;
  expect(await docs.find()).toEqual([{ id: "a", attributes: { n: 1 } }]);
  await docs.find({ includeVectors: true });
  const reads = executor.optionsSeen.slice(opened);
  expect(reads).toHaveLength(6);
  for (const options of reads) expect(options).toMatchObject({ idempotent: true });
  for (const { readOnly = false } of reads) expect(readOnly).toBe(false);
});

test("a patch that repeats an object at each level, is endless or has a field named __proto__ does no harm", async () => {
  const { docs, executor } = repositoryOn('{"n":1}', () => elements(1));
  let wide: object = { a: 1 };
  for (let level = 0; level < 90; level++) wide = { one: wide, two: wide };
  await expect(docs.updateAttributes("a", { wide })).rejects.toMatchObject({ code: "INVALID_ATTRIBUTES" });
  const endless: Record<string, unknown> = {};
  endless.self = endless;
  await expect(docs.updateAttributes("a", { endless })).rejects.toMatchObject({ code: "INVALID_ATTRIBUTES" });
  await expect(docs.updateAttributes("a", { list: new Array(4e9) })).rejects.toMatchObject({
    code: "INVALID_ATTRIBUTES",
  });
  await docs.updateAttributes("a", JSON.parse('{"__proto__":{"x":1},"deep":{"__proto__":2}}'));
  expect(String((executor.sent.at(-1) as readonly unknown[]).at(-1))).toBe(
    '{"n":1,"__proto__":{"x":1},"deep":{"__proto__":2}}',
  );
  expect(Reflect.get({}, "x")).toBeUndefined();
});
