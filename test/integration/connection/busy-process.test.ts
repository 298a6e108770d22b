import { expect, inject, test } from "vitest";
import { holdEventLoop } from "../../helpers/hold-event-loop.js";
import { openPool } from "../../helpers/open-pool.js";

test("a reply that waits in the socket while the process is busy is no timeout", async () => {
  // Timers come before sockets in a turn of the event loop, so the time limit used to win over a reply long there.
  const pool = await openPool({ url: inject("redisUrl"), minConnections: 1 });
  const single = pool.send(["PING"], { timeoutMs: 100 });
  const several = pool.pipeline([["PING"], ["PING"]], { timeoutMs: 100 });
  holdEventLoop(300);
  expect(await single).toBe("PONG");
  expect(await several).toMatchObject([{ value: "PONG" }, { value: "PONG" }]);
});
