import { request } from "node:http";
import { describe, expect, inject, test, vi } from "vitest";
import { startedDashboard } from "../../helpers/dashboard.js";
import { startOctavec } from "../../helpers/octavec-command.js";
import { startedRedis } from "../../helpers/started-redis.js";

const url = () => inject("redisUrl");
const TOKEN = "a-token-of-this-test";

describe("the dashboard", () => {
  test("shows what the server and a tenant's cache do, the tenants, and an explanation", async () => {
    const { cache, namespace, get, post } = await startedDashboard(url());
    await cache.store({ prompt: "How do I pay?", response: "By mail.", tags: ["faq"] });
    await get("/api/live?tenant=acme");
    await cache.lookup({ prompt: "How do I pay?" });
    await cache.close();
    expect((await get("/api/about")).body).toMatchObject({ namespace, tenant: "acme", canWrite: false });
    const updates = await vi.waitFor(async () => {
      const { body } = await get("/api/live?tenant=acme");
      expect(body.updates.at(-1).figures.cache).toMatchObject({ entries: 1, currency: "USD" });
      return body.updates;
    });
    const [latest] = updates.slice(-1);
    expect(latest.connection).toMatchObject({ status: "up", servers: [{ breaker: "closed" }] });
    expect(latest.figures.slowest).toBeInstanceOf(Array);
    const later = await get(`/api/live?tenant=acme&after=${latest.time}`);
    for (const { time } of later.body.updates) expect(time > latest.time).toBe(true);
    const tenants = await get("/api/tenants");
    expect(tenants.body.tenants).toMatchObject([{ tenant: "acme", lookups: 1, hits: 1, entries: 1 }]);
    const stats = await get("/api/cache?tenant=acme");
    expect(stats.body).toMatchObject({ lookups: 1, hits: 1, similarity: { binWidth: 0.02 } });
    const explained = await post("/api/explanations", { tenant: "acme", prompt: "How do I pay?" });
    expect(explained.body).toMatchObject({ result: { hit: true, tier: "exact" }, threshold: { value: 0.9 } });
    const elsewhere = { tenant: "acme", prompt: "How do I pay?", scope: { model: "large" } };
    expect((await post("/api/explanations", elsewhere)).body.result).toMatchObject({ hit: false });
  });

  test("lists entries and finds them by words, as text", async () => {
    const { cache, post } = await startedDashboard(url());
    const hostile = '<script>alert("1")</script><img src=x onerror=alert(1)>';
    await cache.store({ prompt: hostile, response: `Answer ${hostile}` });
    await cache.store({ prompt: "What is a refund?", response: "Money back.", scope: { model: "large" } });
    const all = await post("/api/entries", { tenant: "acme" });
    expect(all.body.complete).toBe(true);
    expect(all.body.entries.map(({ prompt }: { prompt: string }) => prompt).sort()).toEqual([
      hostile,
      "What is a refund?",
    ]);
    expect(all.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const found = await post("/api/entries", { tenant: "acme", text: "refund" });
    expect(found.body.entries).toMatchObject([{ prompt: "What is a refund?", model: "large" }]);
  });

  test("invalidates what was proposed and confirmed, once, and only with the right to write", async () => {
    const { cache, post } = await startedDashboard(url(), { canWrite: true });
    for (const at of [1, 2, 3]) {
      await cache.store({ prompt: `Question ${at}?`, response: "Yes.", tags: [at < 3 ? "old" : "new"] });
    }
    const proposed = await post("/api/proposals", { tenant: "acme", target: { tag: "old" } });
    expect(proposed.body).toMatchObject({ entries: 2, complete: true, proposal: expect.any(String) });
    expect((await cache.stats()).entries).toBe(3);
    const { proposal } = proposed.body;
    expect((await post("/api/confirmations", { proposal })).body).toEqual({ entries: 2 });
    expect((await post("/api/confirmations", { proposal })).status).toBe(409);
    expect((await cache.stats()).entries).toBe(1);
    expect((await post("/api/proposals", { tenant: "acme", target: { all: false } })).status).toBe(400);
  });

  test("without the right to write it proposes and confirms nothing", async () => {
    const { cache, post } = await startedDashboard(url());
    await cache.store({ prompt: "Stays?", response: "Yes." });
    const proposed = await post("/api/proposals", { tenant: "acme", target: { all: true } });
    expect(proposed.body).toMatchObject({ entries: 1, proposal: null });
    expect(await post("/api/confirmations", { proposal: "any" })).toMatchObject({ status: 403 });
    expect((await cache.stats()).entries).toBe(1);
  });

  test("recommends a threshold from labels and from verdicts, and says how many it needs", async () => {
    const { cache, post } = await startedDashboard(url());
    const body = { tenant: "acme", targetPrecision: 0.9, verdicts: false };
    const labels = [
      ...Array.from({ length: 150 }, (_, at) => ({ similarity: 0.9 + at / 2_000, same: true })),
      ...Array.from({ length: 50 }, (_, at) => ({ similarity: 0.8 + at / 1_000, same: false })),
    ];
    const { body: given } = await post("/api/thresholds", { ...body, labels });
    expect(given.chosen.threshold).toBeGreaterThan(0.8);
    expect(given.chosen.threshold).toBeLessThan(0.9);
    expect(given.chosen.precision.share).toBeGreaterThan(0.9);
    const few = await post("/api/thresholds", { ...body, labels: labels.slice(0, 3) });
    expect(few).toMatchObject({ status: 400, body: { title: "INVALID_ARGUMENT" } });
    expect(few.body.detail).toContain("at least 50 labelled pairs, got 3");
    const { entryId } = (await cache.store({ prompt: "Right?", response: "Yes." })) as { entryId: string };
    for (let at = 0; at < 60; at++) {
      await cache.feedback(entryId, { correct: true, tier: "semantic", similarity: 0.95 });
    }
    await cache.close();
    const judged = await post("/api/thresholds", { ...body, verdicts: true, labels: [] });
    expect(judged.body).toMatchObject({ pairs: 60, chosen: { hits: 60 } });
    expect(judged.body.chosen.threshold).toBeCloseTo(0.94, 9);
  });

  test("says that Redis does not answer, and goes on", async () => {
    const redis = await startedRedis();
    const { get } = await startedDashboard(redis.url, { caches: undefined, namespace: undefined });
    expect((await get("/api/live")).body.updates[0]).toMatchObject({ connection: { status: "up" } });
    await redis.stop();
    await vi.waitFor(
      async () => {
        const { status, body } = await get("/api/live");
        expect(status).toBe(200);
        expect(body.updates.at(-1)).toMatchObject({
          failureCode: expect.any(String),
          connection: { status: "down" },
        });
      },
      { timeout: 20_000, interval: 200 },
    );
    expect(await get("/api/tenants")).toMatchObject({ status: 422, body: { title: "No namespace" } });
  });
});

describe("the dashboard refuses", () => {
  /** `fetch` sets these headers itself, so a request is written by hand. */
  const statusOf = (base: string, headers: Record<string, string>, path = "/api/about", method = "GET") =>
    new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(base);
      const asked = request({ host: "127.0.0.1", port, path, method, headers }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      });
      asked.on("error", reject).end();
    });

  test("names that another site pointed at this machine, and requests of other sites", async () => {
    const { url: base } = await startedDashboard(url(), { canWrite: true });
    const { port, host } = new URL(base);
    expect(await statusOf(base, { host: `localhost:${port}` })).toBe(200);
    expect(await statusOf(base, { host: `[::1]:${port}` })).toBe(200);
    for (const foreign of [`evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `192.168.0.7:${port}`]) {
      expect([foreign, await statusOf(base, { host: foreign })]).toEqual([foreign, 403]);
      expect([foreign, await statusOf(base, { host: foreign }, "/")]).toEqual([foreign, 403]);
    }
    expect(await statusOf(base, { host, origin: `http://${host}` })).toBe(200);
    for (const origin of ["https://evil.example", "null", "http://localhost:3000", `https://${host}`]) {
      const status = await statusOf(base, { host, origin }, "/api/confirmations", "POST");
      expect([origin, status]).toEqual([origin, 403]);
    }
    expect(await statusOf(base, { host, "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await statusOf(base, { host, "sec-fetch-site": "same-site" })).toBe(403);
    expect(await statusOf(base, { host, "sec-fetch-site": "same-origin" })).toBe(200);
    // A link from elsewhere may lead to the page, which holds no data.
    expect(await statusOf(base, { host, "sec-fetch-site": "cross-site" }, "/")).toBe(200);
  });

  test("requests for data without the token, however the path is written", async () => {
    const { url: base, get } = await startedDashboard(url(), { token: TOKEN });
    expect((await get("/")).status).toBe(200);
    for (const path of ["/api/about", "/%61pi/about", "/api/live", "/api/none"]) {
      expect([path, await statusOf(base, {}, path)]).toEqual([path, 401]);
      const wrong = { authorization: `Bearer ${TOKEN}x` };
      expect([path, await statusOf(base, wrong, path)]).toEqual([path, 401]);
    }
    const right = { authorization: `Bearer ${TOKEN}` };
    expect((await get("/api/about", right)).status).toBe(200);
    expect((await get("/api/none", right)).status).toBe(404);
  });

  test("to listen where others can reach it without a token, and with a short one", async () => {
    await expect(startedDashboard(url(), { host: "0.0.0.0" })).rejects.toThrow(/OCTAVEC_DASHBOARD_TOKEN/);
    await expect(startedDashboard(url(), { token: "short" })).rejects.toThrow(
      /at least 16 characters, got 5/,
    );
    const { url: base, get } = await startedDashboard(url(), { host: "0.0.0.0", token: TOKEN });
    expect((await get("/api/about")).status).toBe(401);
    const { port } = new URL(base);
    const right = { authorization: `Bearer ${TOKEN}` };
    expect(await statusOf(base, { ...right, host: `192.168.0.7:${port}` })).toBe(200);
    expect(await statusOf(base, { ...right, host: `evil.example:${port}` })).toBe(403);
  });

  test("scripts that are not its own: each reply has the policy, and the page has no inline code", async () => {
    const { get } = await startedDashboard(url());
    for (const path of ["/", "/app.js", "/style.css", "/api/about", "/none"]) {
      const { headers } = await get(path);
      const policy = headers.get("content-security-policy");
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
    const page = (await get("/")).text;
    expect(page).not.toMatch(/<script(?![^>]* src="\/)|<style|\son\w+=|\sstyle=/);
    const modules = new Set(["/app.js"]);
    for (const path of modules) {
      const { text, headers } = await get(path);
      expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
      expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
      expect(text.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:\/\//);
      for (const [, imported] of text.matchAll(/from "\.(\/[\w-]+\.js)"/g)) modules.add(imported!);
    }
    expect(modules.size).toBeGreaterThan(5);
  });
});

test("octavec dashboard says where it listens, and ends on SIGTERM", async () => {
  const { child, events, ended, lines, errors } = startOctavec([
    "dashboard",
    "--redis",
    url(),
    "--port",
    "0",
  ]);
  await vi.waitFor(() => expect(errors() + lines.join()).toContain('"event":"listening"'), {
    timeout: 30_000,
    interval: 50,
  });
  const [listening] = events();
  expect(listening).toMatchObject({ host: "127.0.0.1", url: `http://127.0.0.1:${listening?.port}/` });
  expect(await (await fetch(String(listening?.url))).text()).toContain("<title>octavec dashboard</title>");
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  const { ended: refused, errors: why } = startOctavec(["dashboard", "--redis", url(), "--host", "0.0.0.0"]);
  expect(await refused).toBe(1);
  expect(why()).toMatch(/^INVALID_ARGUMENT: --host: .*OCTAVEC_DASHBOARD_TOKEN/);
});
