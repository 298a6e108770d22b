import { expect, test } from "vitest";
import type { PreparedRecord } from "../../../src/repository/prepared-record.js";
import { recordBatches } from "../../../src/repository/record-batches.js";
import { collect } from "../../helpers/collect.js";

interface Item {
  id: string;
  sizeBytes?: number;
  invalid?: boolean;
}

function accept(record: unknown): PreparedRecord | undefined {
  const { id, sizeBytes = 10, invalid = false } = record as Item;
  if (invalid) return undefined;
  return { id, sizeBytes, textBytes: 1, vector: Float32Array.of(1), vadd: ["VADD", "k", id] };
}

async function* wrapped(items: Iterable<unknown>, onRead = () => {}) {
  for (const record of items) {
    onRead();
    yield { record };
  }
}

const LIMITS = { batchSize: 3, maxBatchBytes: 1_000, codeSizeBytes: 0 };

function batchesOf(source: Iterable<unknown>, limits: Partial<typeof LIMITS> = {}) {
  const seen = { read: 0 };
  const items = wrapped(source, () => seen.read++);
  return { batches: recordBatches(items, { ...LIMITS, ...limits }, accept), seen };
}

async function idsOf(source: Iterable<unknown>, limits = {}) {
  const { batches } = batchesOf(source, limits);
  return (await collect(batches)).map(({ records }) => records.map(({ id }) => id).join(""));
}

const items = (text: string) => [...text].map((id) => ({ id }));

test("each batch holds batchSize records, and the last one holds the remaining records", async () => {
  expect(await idsOf(items("abcdefg"))).toEqual(["abc", "def", "g"]);
  expect(await idsOf(items("abcdef"))).toEqual(["abc", "def"]);
  expect(await idsOf([])).toEqual([]);
});

test("a batch ends before the record that would exceed maxBatchBytes; a record larger than that is a batch of its own", async () => {
  const sized = [...items("ab"), { id: "c", sizeBytes: 500 }, ...items("de")];
  expect(await idsOf(sized, { maxBatchBytes: 25 })).toEqual(["ab", "c", "de"]);
  expect(await idsOf(items("abc"), { maxBatchBytes: 30 })).toEqual(["abc"]);
});

test("of several records with one id, only the last is written, in the place of the first; its positions are those of all", async () => {
  const { batches } = batchesOf(
    [{ id: "a", sizeBytes: 1 }, { id: "b" }, { id: "a", sizeBytes: 2 }, { id: "a", sizeBytes: 3 }],
    { batchSize: 4 },
  );
  const [batch] = await collect(batches);
  expect(batch?.records.map(({ id, sizeBytes }) => [id, sizeBytes])).toEqual([
    ["a", 3],
    ["b", 10],
  ]);
  expect(batch?.positions).toEqual([[0, 2, 3], [1]]);
});

test("if a record replaces an earlier one of its id, only the bytes of the later one count", async () => {
  const many = Array.from({ length: 100 }, () => ({ id: "same", sizeBytes: 100 }));
  expect(await idsOf([...many, { id: "x" }], { maxBatchBytes: 250, batchSize: 101 })).toEqual(["samex"]);
});

test("a batch is full after batchSize records were read for it, even if all of them have one id", async () => {
  const { batches, seen } = batchesOf(Array.from({ length: 7 }, () => ({ id: "same" })));
  const first = await batches.next();
  expect(first.value?.positions).toEqual([[0, 1, 2]]);
  expect(seen.read).toBe(3);
});

test("the size of a record includes its code", async () => {
  expect(await idsOf(items("abcd"), { maxBatchBytes: 40, codeSizeBytes: 10 })).toEqual(["ab", "cd"]);
});

test("ids such as __proto__ are handled like any other", async () => {
  const { batches } = batchesOf([{ id: "__proto__" }, { id: "constructor" }, { id: "__proto__" }]);
  const [batch] = await collect(batches);
  expect(batch?.positions).toEqual([[0, 2], [1]]);
});

test("a rejected record is left out, and the others keep their positions", async () => {
  const { batches } = batchesOf([{ id: "a" }, { id: "b", invalid: true }, { id: "c" }]);
  const [batch] = await collect(batches);
  expect(batch?.positions).toEqual([[0], [2]]);
});

test("the source is read no further than the batch that was asked for", async () => {
  const { batches, seen } = batchesOf(items("abcdefg"));
  await batches.next();
  expect(seen.read).toBe(3);
  await batches.next();
  expect(seen.read).toBe(6);
});
