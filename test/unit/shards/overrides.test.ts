import { expect, test } from "vitest";
import { VectorRepository } from "../../../src/repository/index.js";
import { ShardedReader } from "../../../src/shards/sharded-reader.js";
import { ShardedRepository } from "../../../src/shards/sharded-repository.js";

/** What means the same with shards: the executor is that of all shards, the key names the collection, and `tune` asks by other methods. */
const SHARED = ["constructor", "executor", "inputDimension", "key", "tune"];

test("a sharded repository has its own version of every method, or calls would go to a key with nothing in it", () => {
  const base = [VectorRepository.prototype, Object.getPrototypeOf(VectorRepository.prototype)];
  const methods = new Set(base.flatMap((prototype) => Object.getOwnPropertyNames(prototype)));
  const sharded = [ShardedRepository.prototype, ShardedReader.prototype];
  const own = new Set(sharded.flatMap((prototype) => Object.getOwnPropertyNames(prototype)));
  expect([...methods].filter((name) => !own.has(name) && !SHARED.includes(name))).toEqual([]);
  expect(methods.size).toBeGreaterThan(25);
});
