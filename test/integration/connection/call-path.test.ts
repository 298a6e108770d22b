import { expect, inject, test } from "vitest";
import { countAsync } from "../../../scripts/bench/count-async.js";
import { openCollection } from "../../helpers/collection.js";

const CALLS = 1_000;

/** Per call, with one promise of the test's own. */
async function costOf(call: () => Promise<unknown>): Promise<{ promises: number; timers: number }> {
  for (let index = 0; index < 100; index++) await call();
  const { promises, timers } = await countAsync(() => Promise.all(Array.from({ length: CALLS }, call)));
  return { promises: promises / CALLS, timers: timers / CALLS };
}

test("a command makes four promises and no timer, and a native search four more", async () => {
  const { client, docs } = await openCollection(inject("redisUrl"), { dimension: 4 });
  await docs.upsert({ id: "a", vector: [1, 2, 3, 4] });
  const ping = await costOf(() => client.executor.send(["PING"]));
  const search = await costOf(() => docs.search({ vector: [1, 2, 3, 4], includeAttributes: false }));
  // Other work of the process adds little to a thousand calls.
  expect(ping.promises).toBeLessThan(5.2);
  expect(search.promises).toBeLessThan(9.2);
  expect(Math.max(ping.timers, search.timers)).toBeLessThan(0.05);
});
