import { describe, expect, inject, test } from "vitest";
import type { Executor } from "../../../src/index.js";
import { openClient } from "../../helpers/collection.js";
import { openPool } from "../../helpers/open-pool.js";
import { codeOf } from "../../helpers/outcome.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const url = () => inject("redisUrl");
const idOf = (connection: Executor) => connection.send(["CLIENT", "ID"]);

/** A promise that somebody else settles. */
function gate<T = void>() {
  let open: (value: T) => void = () => {};
  const passed = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

describe("a leased connection", () => {
  test("carries an optimistic transaction that fails when another writer was first", async () => {
    const client = await openClient(url());
    const key = uniquePrefix("balance");
    const add = (beforeWriting: () => Promise<unknown>) =>
      client.lease(async (connection) => {
        await connection.send(["WATCH", key]);
        const balance = Number((await connection.send(["GET", key])) ?? 0);
        await beforeWriting();
        const [, , executed] = await connection.pipeline([
          ["MULTI"],
          ["SET", key, String(balance + 1)],
          ["EXEC"],
        ]);
        return executed;
      });
    expect(await add(async () => {})).toEqual({ ok: true, value: ["OK"] });
    expect(await add(() => client.sendCommand(["SET", key, "100"]))).toEqual({ ok: true, value: null });
    expect(await client.sendCommand(["GET", key])).toBe("100");
  });

  test("is used by nobody else meanwhile, however much the others do", async () => {
    const pool = await openPool({ url: url(), minConnections: 2, maxConnections: 3 });
    const done = gate();
    const leased = pool.lease(async (connection) => {
      const id = await idOf(connection);
      await done.passed;
      return id;
    });
    const ids = await Promise.all(Array.from({ length: 200 }, () => idOf(pool)));
    done.open();
    expect(ids).not.toContain(await leased);
  });

  test("goes back to the others when its work is done, also when it failed", async () => {
    const pool = await openPool({ url: url(), minConnections: 1, maxConnections: 1 });
    const id = await pool.lease(idOf);
    const failure = new Error("mine");
    await expect(pool.lease(() => Promise.reject(failure))).rejects.toBe(failure);
    await expect(
      pool.lease(() => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await idOf(pool)).toBe(id);
    expect(pool.figures).toMatchObject({ leased: 0, idle: 1 });
  });

  test.each([
    ["with a watch open", ["WATCH", "k"]],
    ["with a transaction open", ["MULTI"]],
    ["with another database selected", ["SELECT", "1"]],
  ])("that comes back %s is closed and replaced", async (_, command) => {
    const pool = await openPool({ url: url(), minConnections: 1, maxConnections: 1 });
    const id = await pool.lease(async (connection) => {
      const own = await idOf(connection);
      await connection.send(command);
      return own;
    });
    const next = await idOf(pool);
    expect(next).toEqual(expect.any(Number));
    expect(next).not.toBe(id);
    expect(await pool.send(["GET", uniquePrefix("absent")])).toBeNull();
  });

  test("that comes back with a reply owed is closed and replaced", async () => {
    const pool = await openPool({ url: url(), minConnections: 1, maxConnections: 1 });
    let owed: ReturnType<typeof codeOf> | undefined;
    await pool.lease(async (connection) => {
      owed = codeOf(connection.send(["BLPOP", uniquePrefix("never"), "60"]));
    });
    expect(await owed).toBe("CONNECTION_LOST");
    expect(await pool.send(["PING"])).toBe("PONG");
  });

  test("takes nothing after its work has settled", async () => {
    const pool = await openPool({ url: url() });
    const kept = await pool.lease(async (connection) => connection);
    expect(await codeOf(kept.send(["PING"]))).toBe("LEASE_ENDED");
    expect(await codeOf(kept.pipeline([["PING"]]))).toBe("LEASE_ENDED");
  });
});

describe("when there is none to lease", () => {
  test("one connection always stays with those who share", async () => {
    const pool = await openPool({
      url: url(),
      minConnections: 3,
      maxConnections: 3,
      acquireTimeoutMs: 50,
    });
    const done = gate();
    const held = [1, 2].map(() => pool.lease(() => done.passed));
    expect(await codeOf(pool.lease(idOf))).toBe("POOL_TIMEOUT");
    expect(await pool.send(["PING"])).toBe("PONG");
    done.open();
    await Promise.all(held);
  });

  test("busy sharers make room for whoever waits to have one alone", async () => {
    const pool = await openPool({ url: url(), minConnections: 2, maxConnections: 2 });
    await expect.poll(() => pool.figures.open).toBe(2);
    let isServed = false;
    // Each command takes ten milliseconds and others wait behind it: without help neither connection is ever free.
    const sharers = Array.from({ length: 8 }, async () => {
      while (!isServed) await pool.send(["BLPOP", uniquePrefix("never"), "0.01"]);
    });
    await expect.poll(() => pool.figures.commandsInFlight).toBe(8);
    await pool.lease(idOf);
    isServed = true;
    await Promise.all(sharers);
    expect(pool.figures).toMatchObject({ leased: 0, waiting: 0, open: 2, idle: 2 });
  });

  test("in a pool of one both kinds take turns and all are served", async () => {
    const pool = await openPool({ url: url(), minConnections: 1, maxConnections: 1 });
    const work = Array.from({ length: 100 }, (_, index) =>
      index % 2 === 0 ? pool.lease(idOf) : pool.send(["PING"]),
    );
    await Promise.all(work);
    expect(pool.figures).toMatchObject({ leased: 0, waiting: 0, idle: 1 });
  });

  test("a caller who gave up gets none, and what it would have had goes to the next", async () => {
    const pool = await openPool({ url: url(), minConnections: 1, maxConnections: 1 });
    const done = gate();
    const held = pool.lease(() => done.passed);
    const controller = new AbortController();
    const gaveUp = pool.lease(idOf, { signal: controller.signal });
    const next = pool.lease(idOf);
    // The abort comes in the very turn in which the connection is handed over.
    const reason = new Error("no longer");
    held.then(() => controller.abort(reason));
    done.open();
    await held;
    await Promise.allSettled([gaveUp]);
    expect(await next).toEqual(expect.any(Number));
    await expect.poll(() => pool.figures).toMatchObject({ leased: 0, waiting: 0 });
  });

  test("a command of its own that nobody waits for any more keeps its connection until the reply came", async () => {
    const pool = await openPool({ url: url(), minConnections: 2, maxConnections: 2 });
    await expect.poll(() => pool.figures.open).toBe(2);
    const key = uniquePrefix("held");
    const asked = pool.send(["BLPOP", key, "5"], { blocking: true, timeoutMs: 20 });
    expect(await codeOf(asked)).toBe("TIMEOUT");
    const ids = await Promise.all(Array.from({ length: 50 }, () => idOf(pool)));
    expect(new Set(ids).size).toBe(1);
    await pool.send(["RPUSH", key, "1"]);
    await expect.poll(() => pool.figures.idle).toBe(2);
  });
});

describe("the waiting line", () => {
  test("refuses callers beyond maxWaiting at once, says how many wait, and serves those who do", async () => {
    const pool = await openPool({ url: url(), minConnections: 1, maxConnections: 1, maxWaiting: 2 });
    const done = gate();
    const held = pool.lease(() => done.passed);
    const waiting = [pool.send(["PING"]), pool.lease(idOf)];
    await expect(pool.send(["PING"])).rejects.toMatchObject({
      code: "POOL_OVERLOADED",
      details: { waiting: 2, maxWaiting: 2 },
    });
    await expect(pool.lease(idOf)).rejects.toMatchObject({ code: "POOL_OVERLOADED" });
    const [step] = await pool.pipeline([["PING"]]);
    expect(step).toMatchObject({ ok: false, sent: false, error: { code: "POOL_OVERLOADED" } });
    done.open();
    await held;
    expect(await Promise.all(waiting)).toEqual(["PONG", expect.any(Number)]);
  });
});
