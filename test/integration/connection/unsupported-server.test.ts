import { expect, test } from "vitest";
import { connect } from "../../../src/index.js";
import { helloReply, standInServer } from "../../helpers/stand-in-server.js";

// These servers are stand-ins: there is no Redis below 8, and none without vector sets, where the tests run.

test.each([
  ["Redis 7 without modules", helloReply("7.4.2", [])],
  ["Redis 7 with the modules of Redis Stack", helloReply("7.2.0", ["search", "ReJSON"])],
  ["Redis 8 without vector sets", helloReply("8.2.3", ["search"])],
  ["Redis 5, which knows no HELLO", "-ERR unknown command `HELLO`, with args beginning with: `3`, \r\n"],
])("connect refuses %s as UNSUPPORTED_SERVER and hangs up", async (_, hello) => {
  const server = await standInServer(([name]) => (name === "HELLO" ? hello : "+OK\r\n"));
  await expect(connect({ url: server.url })).rejects.toMatchObject({
    code: "UNSUPPORTED_SERVER",
    retryable: false,
  });
  await expect.poll(() => server.sockets.size).toBe(0);
});

test("when a lost server comes back as an older one, callers are told at once", async () => {
  let hello = helloReply("8.2.3");
  const server = await standInServer(([name]) => (name === "HELLO" ? hello : "+PONG\r\n"));
  await using client = await connect({ url: server.url, minConnections: 1, acquireTimeoutMs: 60_000 });
  hello = helloReply("7.4.2");
  for (const socket of server.sockets) socket.destroy();
  await expect
    .poll(() => client.sendCommand(["PING"]).catch((error: { code: string }) => error.code))
    .toBe("UNSUPPORTED_SERVER");
});
