import { describe, expect, test } from "vitest";
import { RateLimiter } from "../../../src/rate-limit/rate-limiter.js";
import { openClient } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

/** Long enough that a busy machine does not count as a failing server. */
const timeoutMs = 10_000;

onEachServer(({ url }) => {
  async function limiters(count: number, options: object = {}) {
    const place = { namespace: uniquePrefix("limits"), name: "questions", timeoutMs };
    const limit = { ...place, points: 30, durationMs: 60_000, ...options };
    const clients = await Promise.all(Array.from({ length: count }, () => openClient(url)));
    return {
      clients,
      namespace: place.namespace,
      limiters: clients.map((client) => new RateLimiter({ client, ...limit })),
    };
  }

  test("a burst through two clients lets exactly the limit pass", async () => {
    const { limiters: both } = await limiters(2);
    const verdicts = await Promise.all(
      Array.from({ length: 200 }, (_, index) => both[index % 2]!.consume("user")),
    );
    const allowed = verdicts.filter((verdict) => verdict.allowed);
    expect(allowed).toHaveLength(30);
    expect(allowed.map(({ remaining }) => remaining).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, index) => index),
    );
    for (const verdict of verdicts) expect(verdict.decidedBy).toBe("redis");
    const refused = verdicts.find((verdict) => !verdict.allowed);
    expect(refused?.remaining).toBe(0);
    expect(refused?.retryAfterMs).toBeGreaterThan(0);
    expect(refused?.retryAfterMs).toBeLessThanOrEqual(60_000);
    expect((await both[0]!.consume("another user")).remaining).toBe(29);
  });

  test("points can be taken by the handful, and a call above what is left is refused", async () => {
    const {
      limiters: [limiter],
    } = await limiters(1, { points: 10 });
    expect(await limiter!.consume("user", 7)).toMatchObject({ allowed: true, remaining: 3, retryAfterMs: 0 });
    expect(await limiter!.consume("user", 4)).toMatchObject({ allowed: false, remaining: 0 });
    expect(await codeOf(limiter!.consume("user", 11))).toBe("INVALID_ARGUMENT");
    expect(await codeOf(limiter!.consume("user", 0.5))).toBe("INVALID_ARGUMENT");
    expect(await codeOf(limiter!.consume(""))).toBe("INVALID_ARGUMENT");
  });

  test("the window ends by itself", async () => {
    const {
      limiters: [limiter],
    } = await limiters(1, { points: 1, durationMs: 1_000 });
    expect((await limiter!.consume("user")).allowed).toBe(true);
    expect((await limiter!.consume("user")).allowed).toBe(false);
    await expect.poll(async () => (await limiter!.consume("user")).allowed, { timeout: 5_000 }).toBe(true);
  });

  test("a key that went over the limit stays refused for blockDurationMs", async () => {
    const options = { points: 1, durationMs: 1_000, blockDurationMs: 600_000 };
    const {
      limiters: [limiter, other],
    } = await limiters(2, options);
    await limiter!.consume("user");
    const refused = [await limiter!.consume("user"), await other!.consume("user")];
    for (const { allowed, retryAfterMs } of refused) {
      expect(allowed).toBe(false);
      expect(retryAfterMs).toBeGreaterThan(60_000);
    }
  });

  test("run does the work within the limit and gives the caller's own answer beyond it", async () => {
    const {
      limiters: [limiter],
    } = await limiters(1, { points: 1 });
    const ask = () =>
      limiter!.run(
        "user",
        async () => "fresh",
        ({ retryAfterMs }) => `later: ${retryAfterMs > 0}`,
      );
    expect([await ask(), await ask()]).toEqual(["fresh", "later: true"]);
    const failure = new Error("mine");
    await expect(
      limiter!.run(
        "else",
        () => Promise.reject(failure),
        () => "no",
      ),
    ).rejects.toBe(failure);
  });

  test("keys in Redis tell no name, are a tenant's own, and expire", async () => {
    const {
      clients: [client],
      namespace,
      limiters: [limiter],
    } = await limiters(1, { tenant: "acme" });
    await limiter!.consume("10.0.0.1");
    const keys = (await client!.sendCommand(["KEYS", `{${namespace}:*`])) as string[];
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatch(/:acme:limits:questions:[0-9a-f]{64}\}$/);
    expect(Number(await client!.sendCommand(["PTTL", keys[0]!]))).toBeGreaterThan(0);
  });
});

describe("without a server that answers", () => {
  async function downLimiter(whenUnavailable?: "memory" | "allow" | "refuse") {
    const redis = await startedRedis();
    // A close waits for what is under way, and here nothing comes.
    const client = await openClient(redis.url, { closeTimeoutMs: 1 });
    const place = { namespace: "n", name: "l", points: 3, durationMs: 60_000, timeoutMs: 50 };
    await redis.pause();
    return { redis, limiter: new RateLimiter({ client, ...place, whenUnavailable }) };
  }

  test("by default each process holds the limit by itself, until Redis is back", async () => {
    const { redis, limiter } = await downLimiter();
    const verdicts = await Promise.all(Array.from({ length: 5 }, () => limiter.consume("user")));
    // Calls at the same time have no order.
    const refused = verdicts.filter(({ allowed }) => !allowed);
    expect(refused).toHaveLength(2);
    for (const verdict of verdicts) {
      expect(verdict).toMatchObject({ decidedBy: "memory", failure: { code: "TIMEOUT" } });
    }
    for (const { retryAfterMs } of refused) expect(retryAfterMs).toBeGreaterThan(0);
    await redis.resume();
    await expect.poll(async () => (await limiter.consume("user")).decidedBy).toBe("redis");
  });

  test.each(["allow", "refuse"] as const)("or all calls are treated alike: %s", async (whenUnavailable) => {
    const { limiter } = await downLimiter(whenUnavailable);
    const verdicts = await Promise.all(Array.from({ length: 5 }, () => limiter.consume("user")));
    for (const verdict of verdicts) {
      expect(verdict).toMatchObject({ allowed: whenUnavailable === "allow", decidedBy: "nobody" });
    }
  });
});
