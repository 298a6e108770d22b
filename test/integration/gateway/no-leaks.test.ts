import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { CACHE_ID } from "../../helpers/gateway.js";
import { startOctavec } from "../../helpers/octavec-command.js";
import { json, startStandIn } from "../../helpers/provider-stand-in.js";
import { rawConnection } from "../../helpers/raw-http.js";
import { startedRedis } from "../../helpers/started-redis.js";

const SETTLES = { timeout: 30_000, interval: 50 };
const SECRETS = {
  SUPPORT: "canary-key-of-a-cache",
  ADMIN: "canary-key-of-the-admin",
  TEAM: "canary-key-of-a-team",
  UPSTREAM: "canary-key-of-the-upstream",
  KEYS: `2026-11:${"canary-secret-of-the-encryption-0"}`,
};
const CANARIES = [
  ...Object.values(SECRETS).map((secret) => secret.replace(/^2026-11:/, "")),
  ...["canary-key-of-a-client", "canary-wrong-key"],
  ...["canary-prompt", "canary-answer", "canary-attribute", "canary-path", "canary-header", "canary-query"],
];

it("no key, prompt, answer, path or header is in the log, in an error or in a metric, whatever fails", async () => {
  const redis = await startedRedis();
  const standIn = await startStandIn();
  const folder = mkdtempSync(join(tmpdir(), "octavec-leaks-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "octavec.json");
  const config = {
    redis: redis.url,
    listen: { port: 0, adminPort: 0 },
    limits: { bodyBytes: 4_096 },
    admin: { keyEnv: "ADMIN" },
    embedder: { kind: "none" },
    encryption: { keysEnv: "KEYS" },
    caches: [
      {
        ...{ id: CACHE_ID, name: "support", attributes: ["lang"], strategies: ["exact"] },
        keys: [{ env: "SUPPORT", requestsPerMinute: 1_000 }],
      },
    ],
    proxy: {
      cache: "support",
      upstreams: [
        { name: "main", format: "openai", baseUrl: `${standIn.url}/v1`, models: ["gpt"], keyEnv: "UPSTREAM" },
        { name: "gone", format: "openai", baseUrl: "http://127.0.0.1:9/v1", models: ["gone"] },
      ],
      keys: [{ env: "TEAM", tenant: "team", tokensPerMinute: 100 }],
    },
  };
  writeFileSync(file, JSON.stringify(config));
  const { child, events, ended, lines, errors } = startOctavec(["serve", "--config", file], SECRETS);
  await vi.waitFor(() => expect(lines.join()).toContain("listening"), SETTLES);
  const { port, adminPort } = events().find(({ event }) => event === "listening") as Record<string, number>;
  const url = `http://127.0.0.1:${port}`;

  const replies: string[] = [];
  const statuses = new Set<number>();
  const send = async (
    target: string,
    { key = SECRETS.SUPPORT, method = "POST", body = {} as object | string } = {},
  ) => {
    const reply = await fetch(target, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        "x-canary": "canary-header",
      },
      ...(method === "GET" ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    statuses.add(reply.status);
    // A reply that is no error holds what the client asked for.
    if (reply.status >= 400) replies.push(`${JSON.stringify([...reply.headers])}\n${text}`);
  };
  const entries = `${url}/v1/caches/${CACHE_ID}/entries`;
  const entry = {
    prompt: "canary-prompt",
    response: "canary-answer",
    attributes: { lang: "canary-attribute" },
  };
  const chat = (model: string, content = "canary-prompt") => ({
    model,
    messages: [{ role: "user", content }],
  });
  const everything = async () => {
    await send(entries, { body: entry });
    await send(`${entries}/search`, { body: { prompt: "canary-prompt", searchStrategies: ["exact"] } });
    await send(`${entries}/search`, { body: { prompt: "canary-prompt again" } });
    await send(entries, { body: `{"prompt":"canary-prompt` });
    await send(entries, { body: { ...entry, prompt: { "canary-prompt": 1 } } });
    await send(entries, { body: { ...entry, attributes: { other: "canary-attribute" } } });
    await send(entries, { body: { ...entry, response: "canary-answer ".repeat(400) } });
    await send(entries, { body: entry, key: "canary-wrong-key" });
    await send(`${url}/v1/caches/canary-path/entries?canary-query=1`, { body: entry });
    await send(`${url}/canary-path?key=canary-query`, { method: "GET" });
    await send(`http://127.0.0.1:${adminPort}/v1/caches`, {
      body: { name: "canary-prompt" },
      key: SECRETS.ADMIN,
    });
    await send(`http://127.0.0.1:${adminPort}/v1/caches`, { method: "GET", key: "canary-wrong-key" });
    for (const key of [SECRETS.TEAM, "canary-key-of-a-client"]) {
      for (const model of ["gpt", "gone", "canary-path"]) {
        await send(`${url}/openai/v1/chat/completions`, { key, body: chat(model) });
      }
      standIn.instead = (_, response) => response.destroy();
      await send(`${url}/openai/v1/chat/completions?canary-query=1`, { key, body: { ...chat("gpt"), n: 2 } });
    }
    await send(`${url}/google/v1beta/models/gemini:generateContent?key=canary-query`, { body: {} });
    const { socket, closed } = rawConnection(Number(port));
    socket.write("canary-path canary-header\r\n\r\n");
    replies.push(await closed);
  };
  await everything();
  standIn.instead = (_, response) => json(response, { error: { message: "busy" } }, 429);
  await send(`${url}/openai/v1/chat/completions`, {
    key: SECRETS.TEAM,
    body: chat("gpt", "canary-prompt again"),
  });
  await redis.stop();
  await send(entries, { body: entry });
  await send(`${url}/openai/v1/chat/completions`, { key: SECRETS.TEAM, body: chat("gpt") });
  const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  writeFileSync(
    file,
    JSON.stringify({ ...config, caches: [{ ...config.caches[0], keys: [{ env: "canary path" }] }] }),
  );
  child.kill("SIGHUP");
  await vi.waitFor(() => expect(lines.join()).toContain("reload-failed"), SETTLES);
  child.kill("SIGTERM");
  expect(await ended).toBe(0);

  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 404, 413, 424, 429, 502]));
  expect(lines.length).toBeGreaterThan(30);
  expect(metrics).toContain("http_server_request_duration");
  const places = { log: lines.join("\n"), errors: errors(), metrics, replies: replies.join("\n") };
  for (const [place, text] of Object.entries(places)) {
    for (const canary of CANARIES) expect(text, `${canary} in ${place}`).not.toContain(canary);
  }
});
