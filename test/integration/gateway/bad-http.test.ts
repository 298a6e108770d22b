import { expect, it, onTestFinished } from "vitest";
import { CACHE_ID } from "../../helpers/gateway.js";
import { ENTRIES, ENTRY, guardedGateway, KEY, post } from "../../helpers/guarded-gateway.js";
import { firstReply, rawConnection, rawRequest } from "../../helpers/raw-http.js";

it.each<[string, string, number]>([
  ["what is no HTTP", "\x16\x03\x01\x02 hello\r\n\r\n", 400],
  ["a version that there is not", `POST ${ENTRIES} HTTP/9.9\r\n\r\n`, 400],
  ["a header without a name", `POST ${ENTRIES} HTTP/1.1\r\nhost: a\r\n: x\r\n\r\n`, 400],
  ["a header with a line end inside", `POST ${ENTRIES} HTTP/1.1\r\nhost: a\r\nx: a\rb: c\r\n\r\n`, 400],
  [
    "two lengths",
    `POST ${ENTRIES} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
    400,
  ],
  ["a length that is no number", `POST ${ENTRIES} HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n{}`, 400],
  [
    "a length and chunks, by which another request could be smuggled in",
    `POST ${ENTRIES} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer support-key\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${post(ENTRY)}`,
    400,
  ],
  [
    "chunks under a wrong name of the encoding",
    `POST ${ENTRIES} HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n${post(ENTRY)}`,
    400,
  ],
  [
    "a chunk with a length that is no number",
    `POST ${ENTRIES} HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n${post(ENTRY)}`,
    400,
  ],
  ["headers over the limit", `POST ${ENTRIES} HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(4_000)}\r\n\r\n`, 431],
])(
  "%s ends the connection with the published error, and nothing after it is read",
  async (_, text, status) => {
    const { port, expectUnharmed } = await guardedGateway();
    const { socket, closed } = rawConnection(port);
    socket.write(text);
    const received = await closed;
    expect(firstReply(received)).toMatchObject({ status, body: { status } });
    expect(received.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    await expectUnharmed();
  },
);

it("garbage after a good request ends the connection, and the good request has its reply", async () => {
  const { port, expectUnharmed } = await guardedGateway();
  const { socket, closed, until } = rawConnection(port);
  const good = rawRequest(`/v1/caches/${CACHE_ID}/entries/search`, { headers: KEY, body: '{"prompt":"a"}' });
  socket.write(good);
  await until(/"data":\[\]/);
  socket.write("nonsense\r\n\r\n");
  expect(firstReply(await closed)).toMatchObject({ status: 200, body: { data: [] } });
  await expectUnharmed();
});

it("a body that is longer than its length is cut there, and the rest is no request", async () => {
  const { port, expectUnharmed } = await guardedGateway();
  const { socket, closed } = rawConnection(port);
  socket.write(rawRequest(ENTRIES, { headers: { ...KEY, "content-length": "10" }, body: ENTRY }));
  expect(firstReply(await closed).status).toBe(400);
  await expectUnharmed();
});

it.each<[string, string]>([
  ["headers that do not end", `POST ${ENTRIES} HTTP/1.1\r\nhost: a\r\nx-slow: `],
  [
    "a body that does not end",
    rawRequest(ENTRIES, { headers: { ...KEY, "content-length": "900" }, body: '{"prompt":"a"' }),
  ],
  [
    "chunks that do not end",
    `POST ${ENTRIES} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer support-key\r\ntransfer-encoding: chunked\r\n\r\n1f4\r\n{"pro`,
  ],
  [
    "a body of the proxy that does not end",
    rawRequest("/openai/v1/chat/completions", {
      headers: { "content-length": "900" },
      body: '{"model":"known"',
    }),
  ],
])("%s: a slow client is cut off after its time, and others are served meanwhile", async (_, text) => {
  const { port, standIn, expectUnharmed } = await guardedGateway();
  const slow = Array.from({ length: 20 }, () => rawConnection(port));
  // A byte now and then does not win time.
  const drips = slow.map(({ socket }) => {
    socket.write(text);
    return setInterval(() => socket.write("x"), 20);
  });
  onTestFinished(() => drips.forEach(clearInterval));
  await expectUnharmed();
  for (const { closed } of slow) {
    const received = await closed;
    if (received !== "") expect(firstReply(received).status).toBe(408);
  }
  expect(standIn.seen).toEqual([]);
  await expectUnharmed();
});

it("a client that ends its half of the connection in the middle of a body stores nothing", async () => {
  const { port, standIn, expectUnharmed } = await guardedGateway();
  for (const path of [ENTRIES, "/openai/v1/chat/completions"]) {
    const { socket, closed } = rawConnection(port, { allowHalfOpen: true });
    socket.end(rawRequest(path, { headers: { ...KEY, "content-length": "900" }, body: ENTRY }));
    await closed.finally(() => socket.destroy());
  }
  expect(standIn.seen).toEqual([]);
  await expectUnharmed();
});

it("a client that ends its half after a whole request has gone, and nobody else notices", async () => {
  const { port, expectUnharmed } = await guardedGateway();
  const { socket, closed } = rawConnection(port, { allowHalfOpen: true });
  socket.on("end", () => socket.destroy());
  socket.end(rawRequest(`/v1/caches/${CACHE_ID}/entries/search`, { headers: KEY, body: '{"prompt":"a"}' }));
  await closed;
  await expectUnharmed();
});

it.each<[string, Record<string, string>, string]>([
  [
    "WebSocket",
    { upgrade: "websocket", connection: "Upgrade", "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==" },
    "GET",
  ],
  ["HTTP/2", { upgrade: "h2c", connection: "Upgrade, HTTP2-Settings", "http2-settings": "AAMAAABk" }, "GET"],
])("a request to change to %s is answered as any other", async (_, headers, method) => {
  const { port, expectUnharmed } = await guardedGateway();
  const { socket, until } = rawConnection(port);
  socket.write(rawRequest("/openai/v1/chat", { method, headers: { ...headers, "x-api-key": "k" } }));
  expect(await until(/\r\n\r\n/)).not.toContain("HTTP/1.1 101");
  await expectUnharmed();
});

it("a request for a tunnel is not answered", async () => {
  const { port, expectUnharmed } = await guardedGateway();
  const { socket, closed } = rawConnection(port);
  socket.write("CONNECT elsewhere.example:443 HTTP/1.1\r\nhost: elsewhere.example\r\n\r\n");
  expect(await closed).not.toContain(" 200 ");
  await expectUnharmed();
});
