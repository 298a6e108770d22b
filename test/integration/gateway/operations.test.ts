import { once } from "node:events";
import { connect } from "node:net";
import { expect, it, vi } from "vitest";
import { createTestEmbedder, type Embedder } from "../../../src/embedding/index.js";
import { CACHE_ID, startedGateway } from "../../helpers/gateway.js";
import { checkRepliesByDocument } from "../../helpers/openapi-replies.js";

checkRepliesByDocument();

const CACHES = [{ id: CACHE_ID, name: "support", keys: [{ env: "KEY" }] }];
const KEY = "key-of-the-tests";

const searching = (url: string, body = '{"prompt":"How do I pay?"}', key = KEY) =>
  fetch(`${url}/v1/caches/${CACHE_ID}/entries/search`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body,
  });

/** A promise that the test's embedder resolves when it is asked. */
function signalled() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

it("probes answer on both ports: live at all times, ready also while Redis is down", async () => {
  const { url, adminUrl } = await startedGateway({});
  for (const base of [url, adminUrl]) {
    expect(await (await fetch(`${base}/health/live`)).json()).toEqual({ live: true });
    expect(await (await fetch(`${base}/health/ready`)).json()).toEqual({ ready: true });
  }
  const down = await startedGateway({ redis: "redis://127.0.0.1:1" });
  const ready = await fetch(`${down.url}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([200, { ready: true, degraded: true }]);
});

it("Prometheus reads durations of requests and the metrics of cache and connection, without any content", async () => {
  const { url, adminUrl } = await startedGateway({ caches: CACHES }, { environment: { KEY } });
  await (await searching(url)).json();
  const metrics = await fetch(`${adminUrl}/metrics`);
  expect(metrics.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await metrics.text();
  expect(text).toMatch(
    /http_server_request_duration_count\{[^}]*http_route="\/v1\/caches\/:cacheId\/entries\/search"[^}]*\} 1/,
  );
  expect(text).toMatch(/octavec_cache_requests_total\{[^}]*octavec_cache_result="miss"/);
  expect(text).toContain("db_client_operation_duration_bucket");
  for (const content of [KEY, "How do I pay", CACHE_ID]) expect(text).not.toContain(content);
});

it("each request leaves one line in the log, without key, prompt or answer", async () => {
  const { url, lines } = await startedGateway({ caches: CACHES }, { environment: { KEY } });
  await (await searching(url)).text();
  await (await searching(url, '{"prompt":"How do I pay?"')).text();
  await (await searching(url, undefined, "wrong-key")).text();
  await (await fetch(`${url}/How-do-I-pay?key=${KEY}`)).text();
  await (await fetch(`${url}/health/live`)).text();
  await vi.waitFor(() => expect(lines.filter(({ event }) => event === "request")).toHaveLength(4));
  const requests = lines.filter(({ event }) => event === "request");
  expect(requests.map(({ status }) => status)).toEqual([200, 400, 401, 404]);
  expect(requests[0]).toEqual({
    event: "request",
    requestId: expect.any(String),
    method: "POST",
    route: "/v1/caches/:cacheId/entries/search",
    status: 200,
    durationMs: expect.any(Number),
  });
  const logged = JSON.stringify(lines);
  for (const content of [KEY, "wrong-key", "do I pay", "do-I-pay"]) expect(logged).not.toContain(content);
});

it("what fails unexpectedly is logged with its place, and neither log nor reply quote the request", async () => {
  const inner = createTestEmbedder({ dimension: 8 });
  const failing: Embedder = {
    ...inner,
    get recommendedThreshold(): undefined {
      return undefined;
    },
    embed: inner.embed,
  };
  const { url, lines } = await startedGateway(
    { caches: CACHES },
    { environment: { KEY }, embedder: failing },
  );
  const { SemanticCache } = await import("../../../src/cache/index.js");
  const broken = vi
    .spyOn(SemanticCache.prototype, "lookup")
    .mockRejectedValue(new TypeError("How do I pay?"));
  const reply = await searching(url);
  broken.mockRestore();
  expect(await reply.json()).toEqual({
    title: "Unexpected error",
    status: 500,
    type: "/errors/unexpected-error",
  });
  expect(lines.find(({ event }) => event === "unexpected-error")).toMatchObject({
    error: { name: "TypeError" },
  });
  expect(JSON.stringify(lines)).not.toContain("How do I pay");
});

it("a request that runs when the gateway closes gets its reply, and new ones are not taken", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = signalled();
  const inner = createTestEmbedder({ dimension: 8 });
  const embedder: Embedder = {
    model: "held",
    dimension: 8,
    async embed(texts, options) {
      asked.give();
      await held;
      return inner.embed(texts, options);
    },
  };
  const { gateway, url } = await startedGateway({ caches: CACHES }, { environment: { KEY }, embedder });
  const running = searching(url);
  await asked.given;
  const closing = gateway.close();
  await expect
    .poll(() =>
      fetch(`${url}/health/live`).then(
        () => "open",
        () => "closed",
      ),
    )
    .toBe("closed");
  release();
  expect((await running).status).toBe(200);
  await closing;
});

it("a request that takes too long is cut off when the gateway closes", async () => {
  const asked = signalled();
  const embedder: Embedder = {
    model: "stuck",
    dimension: 8,
    embed: (_texts, { signal } = {}) => {
      asked.give();
      return new Promise((_resolve, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason)),
      );
    },
  };
  const { gateway, url } = await startedGateway(
    { caches: CACHES, limits: { drainTimeoutMs: 50 } },
    { environment: { KEY }, embedder },
  );
  const running = searching(url).catch((error: unknown) => error);
  await asked.given;
  await gateway.close();
  expect(await running).toBeInstanceOf(TypeError);
});

it("a client that sends its headers too slowly or too large is cut off, and others are served", async () => {
  const { gateway, url } = await startedGateway({
    limits: { headersTimeoutMs: 200, requestTimeoutMs: 400, headerBytes: 2_048 },
  });
  const slow = connect(gateway.port, "127.0.0.1");
  let said = "";
  slow.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  slow.write("POST /v1/caches HTTP/1.1\r\nHost: a\r\n");
  await once(slow, "close");
  expect(said).toMatch(/^HTTP\/1\.1 408/);
  const large = await fetch(`${url}/health/live`, { headers: { "x-large": "x".repeat(4_000) } });
  expect(large.status).toBe(431);
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
});

it("a body that is sent too slowly or is too large is refused", async () => {
  const { gateway, url } = await startedGateway(
    { caches: CACHES, limits: { requestTimeoutMs: 300, headersTimeoutMs: 200, bodyBytes: 2_048 } },
    { environment: { KEY } },
  );
  const slow = connect(gateway.port, "127.0.0.1");
  slow.write(
    `POST /v1/caches/${CACHE_ID}/flush HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\n{`,
  );
  slow.resume();
  await once(slow, "close");
  const large = await searching(url, JSON.stringify({ prompt: "x".repeat(4_000) }));
  expect([large.status, await large.json()]).toEqual([
    413,
    expect.objectContaining({ type: "/errors/payload-too-large", status: 413 }),
  ]);
});
