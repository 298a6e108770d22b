import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, inject, onTestFinished, test } from "vitest";
import { type ConnectOptions, connect } from "../../../src/index.js";
import { standInServer } from "../../helpers/stand-in-server.js";
import { startedRedis } from "../../helpers/started-redis.js";

const failureOf = (url: string, options: ConnectOptions = {}) =>
  connect({ url, ...options }).catch((error: unknown) => error);

// The message used to be `Unknown RESP type 72 "H"`.
test("the url of an HTTP server is refused with what was expected, what came and what to do", async () => {
  const server = createServer((_, response) => response.end("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(await failureOf(`redis://127.0.0.1:${port}`)).toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringMatching(
      new RegExp(`127\\.0\\.0\\.1:${port}: an HTTP server answers there, not Redis\\. Check host and port`),
    ),
  });
});

test("a server that answers with a TLS alert is to be reached by rediss://", async () => {
  const server = await standInServer(() => "\x15\x03\x03\x00\x02\x02\x46");
  expect(await failureOf(server.url)).toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringContaining("Write rediss:// in the url"),
  });
});

// It waits for the rest of a command, so nothing comes back.
test("a server that does not speak TLS is to be reached by redis://", async () => {
  const url = inject("redisUrl").replace("redis://", "rediss://");
  expect(await failureOf(url, { connectTimeoutMs: 200 })).toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringMatching(
      /no answer within 200 ms\..* If it does not speak TLS, write redis:\/\/ in the url/,
    ),
  });
});

// The message used to be the server's advice on HELLO.
test("a server that asks for a password says so, and how to give it", async () => {
  const redis = await startedRedis("--requirepass", "secret-of-the-server");
  const bare = `redis://${redis.host}:${redis.port}`;
  expect(await failureOf(bare)).toMatchObject({
    code: "NOT_AUTHORIZED",
    message: expect.stringMatching(
      /asks for a password, and none was given\. Pass password, and username for/,
    ),
  });
  const wrong = await failureOf(bare.replace("//", "//:guess@"));
  expect(wrong).toMatchObject({
    code: "NOT_AUTHORIZED",
    message: expect.stringMatching(/does not accept this user with this password/),
  });
  expect(String(wrong)).not.toContain("guess");
});
