import { expect, it, onTestFinished } from "vitest";
import type { BackgroundFailureEvent, EventListener } from "../../../src/index.js";
import { evidence } from "../../../src/learning/index.js";
import { NO_SWEEP, openCache } from "../../helpers/cache.js";
import { eventually } from "../../helpers/processes.js";
import { recordTelemetry } from "../../helpers/recorded-telemetry.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const PASSWORD = "hush";
const NOT_AUTHORIZED = { NOT_AUTHORIZED: expect.any(Number) };

/** Listens to failures in the background only. */
function onFailure(listener: (failure: BackgroundFailureEvent) => void): EventListener {
  return (event) => {
    if (event.type === "background-failure") listener(event);
  };
}

onEachServer(({ url }) => {
  it("a missing right for sweeping and touching is reported to onEvent, in stats, health and metrics", async () => {
    const { cache: ofAdmin, client: admin, namespace } = await openCache(url, { timings: NO_SWEEP });
    const username = uniquePrefix("user");
    // Both are needed by the background jobs only, so that look-ups and stats still work.
    const rights = ["~*", "+@all", "-zrange", "-zadd"];
    await admin.sendCommand(["ACL", "SETUSER", username, "on", `>${PASSWORD}`, ...rights]);
    onTestFinished(async () => {
      await admin.sendCommand(["ACL", "DELUSER", username]);
    });
    await ofAdmin.store({ prompt: "what is a vector set", response: "a data type" });
    const told: BackgroundFailureEvent[] = [];
    const missing = new Set<string>();
    const { tracerProvider, meterProvider, metrics } = recordTelemetry();
    const { client, cache } = await openCache(
      url,
      { namespace, timings: { sweepIntervalMs: 50, sweepBatchSize: 10 } },
      {
        username,
        password: PASSWORD,
        telemetry: { tracerProvider, meterProvider },
        onEvent: (event) => {
          if (event.type === "background-failure") told.push(event);
          if (event.type === "missing-right") missing.add(event.command);
        },
      },
    );

    expect(await cache.lookup({ prompt: "what is a vector set" })).toMatchObject({ hit: true });
    await eventually("both jobs were reported", async () =>
      ["sweep", "touch"].every((name) => told.some(({ job }) => job === name)),
    );

    expect(new Set(told.map(({ job, code }) => `${job} ${code}`))).toEqual(
      new Set(["sweep NOT_AUTHORIZED", "touch NOT_AUTHORIZED"]),
    );
    expect(told[0]?.message).toMatch(/no permissions to run the '(zrange|zadd)' command/i);
    expect([...missing].sort()).toEqual(["ZADD", "ZRANGE"]);
    expect([...(await client.health()).events.missingRights].sort()).toEqual(["ZADD", "ZRANGE"]);
    const expected = { sweep: NOT_AUTHORIZED, touch: NOT_AUTHORIZED };
    expect((await cache.stats()).backgroundFailures).toEqual(expected);
    expect(await client.health()).toMatchObject({ status: "up", backgroundFailures: expected });
    const metric = (await metrics()).find(
      ({ descriptor: { name } }) => name === "octavec.background.failures",
    );
    expect(metric?.dataPoints.map(({ attributes }) => attributes)).toEqual(
      expect.arrayContaining([
        { "octavec.background.job": "sweep", "error.type": "NOT_AUTHORIZED" },
        { "octavec.background.job": "touch", "error.type": "NOT_AUTHORIZED" },
      ]),
    );
  });

  it("a missing right for coherence is reported, and so is one for writing the ledger", async () => {
    const { cache: ofAdmin, client: admin, namespace } = await openCache(url, { timings: NO_SWEEP });
    const username = uniquePrefix("user");
    const rights = ["~*", "+@all", "-xrange", "-hincrby"];
    await admin.sendCommand(["ACL", "SETUSER", username, "on", `>${PASSWORD}`, ...rights]);
    onTestFinished(async () => {
      await admin.sendCommand(["ACL", "DELUSER", username]);
    });
    await ofAdmin.store({ prompt: "what is a vector set", response: "a data type" });
    const jobs = new Set<string>();
    const { cache } = await openCache(
      url,
      { namespace, timings: { ...NO_SWEEP, ledgerFlushMs: 100 }, coherence: { pollMs: 20, maxLagMs: 40 } },
      { username, password: PASSWORD, onEvent: onFailure(({ job, code }) => jobs.add(`${job} ${code}`)) },
    );
    await eventually("both jobs were reported", async () => {
      await cache.lookup({ prompt: "what is a vector set" });
      return jobs.has("coherence NOT_AUTHORIZED") && jobs.has("ledger NOT_AUTHORIZED");
    });
    expect([...jobs].sort()).toEqual(["coherence NOT_AUTHORIZED", "ledger NOT_AUTHORIZED"]);
  });

  it("a missing right for learning is reported within one interval, and learning goes on once the right is given", async () => {
    const { client: admin, namespace } = await openCache(url, { timings: NO_SWEEP });
    const username = uniquePrefix("user");
    const rights = ["~*", "+@all", "-hincrbyfloat"];
    await admin.sendCommand(["ACL", "SETUSER", username, "on", `>${PASSWORD}`, ...rights]);
    onTestFinished(async () => {
      await admin.sendCommand(["ACL", "DELUSER", username]);
    });
    const told: string[] = [];
    const decision = evidence({ syncMs: 20 });
    const { cache } = await openCache(
      url,
      { namespace, decision, timings: NO_SWEEP },
      { username, password: PASSWORD, onEvent: onFailure(({ job, code }) => told.push(`${job} ${code}`)) },
    );
    await cache.lookup({ prompt: "what is a vector set" });
    await eventually("it was reported", async () => told.length > 0);
    expect(new Set(told)).toEqual(new Set(["learning NOT_AUTHORIZED"]));
    expect((await cache.stats()).backgroundFailures).toEqual({ learning: NOT_AUTHORIZED });
    await admin.sendCommand(["ACL", "SETUSER", username, "+hincrbyfloat"]);
    await cache.lookup({ prompt: "what is a vector set" });
    await eventually("it was counted", async () => (await decision.quality()).total.lookups > 0);
  });

  it("work that close() aborts does not count as a failure, and a healthy cache reports none", async () => {
    const told: BackgroundFailureEvent[] = [];
    const { cache, client } = await openCache(
      url,
      { timings: { sweepIntervalMs: 10, sweepBatchSize: 10 }, staleWhileRevalidateMs: 60_000 },
      { onEvent: onFailure((failure) => told.push(failure)) },
    );
    await cache.store({ prompt: "what is a vector set", response: "a data type", ttlMs: 60_000 });
    await cache.store({ prompt: "who is there", response: "nobody", ttlMs: 1 });
    let begin = () => {};
    const begun = new Promise<void>((done) => {
      begin = done;
    });
    // The answer is past its time, so it is renewed in the background: by a producer that only an abort ends.
    const renew = async (signal: AbortSignal) => {
      begin();
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      return { response: "never" };
    };
    await eventually("it is stale", async () => {
      const found = await cache.lookup({ prompt: "who is there" });
      return found.hit && found.stale;
    });
    expect(await cache.wrap({ prompt: "who is there" }, renew)).toMatchObject({ stale: true });
    await begun;
    await cache.close();
    expect(told).toEqual([]);
    expect((await client.health()).backgroundFailures).toEqual({});
  });
});
