import { expect, inject, test } from "vitest";
import type { Command, StepResult } from "../../../src/executor.js";
import { openPool } from "../../helpers/open-pool.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const open = (connections = 1) =>
  openPool({ url: inject("redisUrl"), minConnections: connections, maxConnections: connections });

const outcomeOf = (result: StepResult | undefined) => (result?.ok ? result.value : result?.error);

test("a transaction's value is the list of its replies, steps around it keep their own", async () => {
  const pool = await open();
  const key = uniquePrefix("tx");
  const results = await pool.pipeline([
    ["SET", key, "1"],
    {
      transaction: [
        ["INCR", key],
        ["GET", key],
      ],
    },
    ["GET", key],
    { transaction: [] },
    ["DEL", key],
  ]);
  expect(results.map(outcomeOf)).toEqual(["OK", [2, "2"], "2", [], 1]);
});

test("transactions and single commands at the same time on one connection never mix", async () => {
  const pool = await open();
  const key = uniquePrefix("mix");
  // Each transaction takes two numbers that must follow each other, and sees no number of anybody else between.
  const pairs = Array.from({ length: 200 }, (_, i) =>
    pool.pipeline(
      i % 2 === 0
        ? [
            {
              transaction: [
                ["INCR", key],
                ["INCR", key],
              ],
            },
          ]
        : [
            ["PING"],
            {
              transaction: [
                ["INCR", key],
                ["INCR", key],
              ],
            },
            ["PING"],
          ],
    ),
  );
  const singles = Array.from({ length: 200 }, (_, i) =>
    i % 3 === 0 ? pool.send(["ECHO", String(i)]) : pool.send(["INCR", key]),
  );
  for (const [i, results] of (await Promise.all(pairs)).entries()) {
    const values = outcomeOf(results[i % 2 === 0 ? 0 : 1]);
    if (!Array.isArray(values)) throw values;
    expect(Number(values[1])).toBe(Number(values[0]) + 1);
    if (i % 2 === 1) expect([outcomeOf(results[0]), outcomeOf(results[2])]).toEqual(["PONG", "PONG"]);
  }
  for (const [i, reply] of (await Promise.all(singles)).entries()) {
    if (i % 3 === 0) expect(reply).toBe(String(i));
    else expect(typeof reply).toBe("number");
  }
  await pool.send(["DEL", key]);
});

test("the same on several connections: a transaction is all or nothing for everybody", async () => {
  const pool = await open(4);
  const key = uniquePrefix("pair");
  const writes: Promise<StepResult[]>[] = [];
  const reads: Promise<StepResult[]>[] = [];
  for (let i = 0; i < 300; i++) {
    const set: Command = ["MSET", `${key}:a`, String(i), `${key}:b`, String(i)];
    const swap: Command[] = [
      ["SET", `${key}:a`, String(i)],
      ["SET", `${key}:b`, String(i)],
    ];
    writes.push(pool.pipeline([i % 2 === 0 ? set : { transaction: swap }]));
    reads.push(pool.pipeline([["MGET", `${key}:a`, `${key}:b`]]));
  }
  expect((await Promise.all(writes)).every(([result]) => result?.ok)).toBe(true);
  for (const [result] of await Promise.all(reads)) {
    const values = outcomeOf(result);
    if (Array.isArray(values)) expect(values[0]).toBe(values[1]);
  }
  await pool.send(["DEL", `${key}:a`, `${key}:b`]);
});

test("a command that is refused while it is queued fails the transaction with its own error; nothing happens", async () => {
  const pool = await open();
  const key = uniquePrefix("refused");
  const [refused, after] = await pool.pipeline([
    {
      transaction: [
        ["SET", key, "1"],
        ["VNOSUCH", key],
        ["SET", key, "2"],
      ],
    },
    ["GET", key],
  ]);
  expect(outcomeOf(refused)).toMatchObject({ code: "UNSUPPORTED_COMMAND", details: { command: "VNOSUCH" } });
  expect(outcomeOf(after)).toBeNull();
  expect(await pool.send(["PING"])).toBe("PONG");
});

test("a command that fails when it is executed fails the transaction with its own error; the others happened", async () => {
  const pool = await open();
  const key = uniquePrefix("failed");
  const [failed, after] = await pool.pipeline([
    {
      transaction: [
        ["SET", key, "text"],
        ["VCARD", key],
        ["APPEND", key, "!"],
      ],
    },
    ["GET", key],
  ]);
  expect(outcomeOf(failed)).toMatchObject({ code: "WRONG_TYPE", details: { command: "VCARD" } });
  expect(outcomeOf(after)).toBe("text!");
  await pool.send(["DEL", key]);
});

test("a failing step leaves its neighbours alone", async () => {
  const pool = await open();
  const key = uniquePrefix("step");
  const results = await pool.pipeline([
    ["SET", key, "x"],
    ["INCR", key],
    ["GET", key],
    ["DEL", key],
  ]);
  expect(results.map(({ ok }) => ok)).toEqual([true, false, true, true]);
});

test("transactions cut off by a killed server fail as CONNECTION_LOST, each of them", async () => {
  const redis = await startedRedis();
  const pool = await openPool({ url: redis.url, minConnections: 1 });
  await redis.pause();
  const cut = pool.pipeline([{ transaction: [["INCR", "n"]] }, ["INCR", "n"], { transaction: [] }]);
  await redis.kill();
  expect((await cut).map(outcomeOf)).toMatchObject([
    { code: "CONNECTION_LOST" },
    { code: "CONNECTION_LOST" },
    { code: "CONNECTION_LOST" },
  ]);
});
