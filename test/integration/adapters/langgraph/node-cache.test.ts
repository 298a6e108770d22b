import type { CacheFullKey } from "@langchain/langgraph-checkpoint";
import { expect, inject, onTestFinished, test } from "vitest";
import { OctavecNodeCache } from "../../../../src/adapters/langgraph/index.js";
import { connect } from "../../../../src/index.js";
import { openClient } from "../../../helpers/collection.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";

const key = (space: string[], name: string): CacheFullKey => [space, name];

test("results come back by their keys, those without one are left out, and a namespace is cleared alone", async () => {
  const client = await openClient(inject("redisUrl"));
  const cache = new OctavecNodeCache({ client, namespace: uniquePrefix("nodes") });
  const value = { set: new Set([1]), text: "ü" };
  await cache.set([
    { key: key(["n", "[a*]"], "1"), value },
    { key: key(["n", "[a*]", "deep"], "1"), value: 2 },
    { key: key(["n"], "1"), value: 3 },
  ]);
  expect(await cache.get([key(["n"], "0"), key(["n", "[a*]"], "1"), key(["n"], "1")])).toEqual([
    { key: key(["n", "[a*]"], "1"), value },
    { key: key(["n"], "1"), value: 3 },
  ]);
  await cache.clear([["n", "[a*]"]]);
  expect(await cache.get([key(["n", "[a*]"], "1")])).toEqual([]);
  expect(await cache.get([key(["n", "[a*]", "deep"], "1"), key(["n"], "1")])).toHaveLength(2);
  await cache.clear([]);
  expect(await cache.get([key(["n", "[a*]", "deep"], "1"), key(["n"], "1")])).toEqual([]);
  expect(await cache.get([])).toEqual([]);
});

test("a result lives as many seconds as its node says", async () => {
  const client = await openClient(inject("redisUrl"));
  const namespace = uniquePrefix("nodes");
  const cache = new OctavecNodeCache({ client, namespace });
  await cache.set([
    { key: key(["n"], "for ever"), value: 1 },
    { key: key(["n"], "a minute"), value: 2, ttl: 60 },
    { key: key(["n"], "an hour"), value: 3, ttl: 3_600 },
  ]);
  const hash = `{${namespace}:nodes}:results`;
  const fields = ["for ever", "a minute", "an hour"].map((name) => `n\0\0${name}`);
  const lives = (await client.sendCommand(["HPTTL", hash, "FIELDS", "3", ...fields])) as number[];
  expect(lives[0]).toBe(-1);
  expect(lives[1]).toBeLessThanOrEqual(60_000);
  expect(lives[2]).toBeGreaterThan(3_000_000);
  await client.sendCommand(["HPEXPIREAT", hash, "1", "FIELDS", "1", fields[1]!]);
  expect(await cache.get([key(["n"], "a minute")])).toEqual([]);
  // Written anew without a limit, it has none.
  await cache.set([{ key: key(["n"], "an hour"), value: 4 }]);
  expect(await client.sendCommand(["HPTTL", hash, "FIELDS", "1", fields[2]!])).toEqual([-1]);
});

test("without Redis the cache is empty, and the client reports why", async () => {
  const failures: string[] = [];
  const client = await connect({
    url: "redis://127.0.0.1:1",
    lazy: true,
    acquireTimeoutMs: 100,
    retry: { maxRetries: 0 },
    onEvent: (event) => {
      if (event.type === "background-failure") failures.push(event.job);
    },
  });
  onTestFinished(() => client.close());
  const cache = new OctavecNodeCache({ client, namespace: "nodes", timeoutMs: 50 });
  expect(await cache.get([key(["n"], "1")])).toEqual([]);
  await cache.set([{ key: key(["n"], "1"), value: 1 }]);
  expect(failures).toEqual(["node-cache", "node-cache"]);
  await expect(cache.clear([])).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
});
