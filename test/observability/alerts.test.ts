import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { DASHBOARDS } from "../../scripts/observability/dashboards/index.js";
import { findFreePort } from "../../src/testing/free-port.js";
import { type RedisHandle, startRedis8 } from "../../src/testing/index.js";
import { ask, info } from "../helpers/ask.js";
import { type ObservedService, startService } from "./observed-service.js";
import { type Prometheus, startPrometheus } from "./prometheus.js";

const binaries = inject("prometheusFolder");

/** Time for an alert to fire or to clear: its window, its `for`, scrapes, and a busy machine. */
const PATIENCE_MS = 120_000;
const TEST_MS = 2.5 * PATIENCE_MS;
/** Prometheus needs an hour of history, which takes a minute here, before a hit ratio can collapse. */
const HISTORY_MS = 30_000;

describe.skipIf(binaries === "")("with the real Prometheus, a minute takes a second:", () => {
  let redis: RedisHandle;
  let replica: RedisHandle;
  let exporter: ChildProcess;
  let service: ObservedService;
  let servicePort: number;
  let prometheus: Prometheus;

  const config = (name: string, value: string) => ask(redis.url, "CONFIG", "SET", name, value);
  const usedBytes = async () => Number(await info(redis.url, "memory", "used_memory"));
  const order = (command: object) => service.process.stdin?.write(`${JSON.stringify(command)}\n`);
  const fires = (alert: string) =>
    expect.poll(() => prometheus.firing(), { timeout: PATIENCE_MS, interval: 250 }).toContain(alert);
  const clears = (alert: string) =>
    expect.poll(() => prometheus.firing(), { timeout: PATIENCE_MS, interval: 250 }).not.toContain(alert);

  beforeAll(async () => {
    redis = await startRedis8({ args: ["--maxmemory", "500mb", "--repl-backlog-size", "1mb"] });
    replica = await redis.startReplica();
    const exporterPort = await findFreePort();
    exporter = spawn(
      join(binaries, "prometheus-redis-exporter"),
      [`--redis.addr=${redis.url}`, `--web.listen-address=127.0.0.1:${exporterPort}`],
      { stdio: "ignore" },
    );
    service = startService({ url: redis.url, replicaUrl: replica.url, namespace: "observed", port: 0 });
    const { port, gatewayPort } = await service.ready;
    servicePort = port;
    prometheus = await startPrometheus(binaries, {
      "octavec-service": `127.0.0.1:${port}`,
      "octavec-gateway": `127.0.0.1:${gatewayPort}`,
      redis: `127.0.0.1:${exporterPort}`,
    });
  }, TEST_MS);

  afterAll(async () => {
    await prometheus?.[Symbol.asyncDispose]();
    service?.process.kill("SIGKILL");
    exporter?.kill("SIGKILL");
    await redis?.stop();
  });

  test("a healthy service has no alert", { timeout: TEST_MS }, async () => {
    await expect
      .poll(
        async () =>
          Number((await prometheus.query('count_over_time(up{job="octavec-service"}[1h])'))[0]?.value[1]),
        { timeout: PATIENCE_MS },
      )
      .toBeGreaterThan((2 * HISTORY_MS) / 1_000);
    await expect.poll(() => prometheus.firing(), { timeout: PATIENCE_MS }).toEqual([]);
  });

  test("OctavecHitRatioCollapsed fires while questions are unknown", { timeout: TEST_MS }, async () => {
    order({ hits: false });
    await fires("OctavecHitRatioCollapsed");
    order({ hits: true });
    await clears("OctavecHitRatioCollapsed");
  });

  test("OctavecLookupsSlow fires while the embedder is slow", { timeout: TEST_MS }, async () => {
    order({ hits: false, embedMs: 800 });
    await fires("OctavecLookupsSlow");
    order({ hits: true, embedMs: 0 });
    await clears("OctavecLookupsSlow");
  });

  test("OctavecMemoryNearLimit fires while little memory is left", { timeout: TEST_MS }, async () => {
    await config("maxmemory", String(Math.round((await usedBytes()) * 1.06)));
    await fires("OctavecMemoryNearLimit");
    await config("maxmemory", "500mb");
    await clears("OctavecMemoryNearLimit");
  });

  test("OctavecKeysEvicted fires when Redis deletes keys", { timeout: TEST_MS }, async () => {
    for (let index = 0; index < 500; index++)
      await ask(redis.url, "SET", `${index}`, "x".repeat(4_000), "EX", "600");
    await config("maxmemory-policy", "volatile-lru");
    await config("maxmemory", String((await usedBytes()) - 200_000));
    await fires("OctavecKeysEvicted");
    await config("maxmemory", "500mb");
    await config("maxmemory-policy", "noeviction");
    await clears("OctavecKeysEvicted");
  });

  test("OctavecSlowCommands fires while every command counts as slow", { timeout: TEST_MS }, async () => {
    await config("slowlog-log-slower-than", "0");
    await fires("OctavecSlowCommands");
    await config("slowlog-log-slower-than", "10000");
    await clears("OctavecSlowCommands");
  });

  test("OctavecWrongHitsOverBudget fires while audits find wrong answers", { timeout: TEST_MS }, async () => {
    order({ wrong: true });
    await fires("OctavecWrongHitsOverBudget");
    order({ wrong: false, action: "forgetAudits" });
    await clears("OctavecWrongHitsOverBudget");
  });

  test("OctavecBackgroundFailures fires while the user lacks a right", { timeout: TEST_MS }, async () => {
    await ask(redis.url, "ACL", "SETUSER", "default", "-xrange");
    await fires("OctavecBackgroundFailures");
    await ask(redis.url, "ACL", "SETUSER", "default", "+xrange");
    await clears("OctavecBackgroundFailures");
  });

  test("OctavecPoolExhausted fires when callers get no connection", { timeout: TEST_MS }, async () => {
    order({ action: "exhaust" });
    await fires("OctavecPoolExhausted");
    await clears("OctavecPoolExhausted");
  });

  test("OctavecDrift fires when vectors are unlike those of the calibration", {
    timeout: TEST_MS,
  }, async () => {
    order({ action: "drift" });
    await fires("OctavecDrift");
    await clears("OctavecDrift");
  });

  test("OctavecReplicationBroken fires while a replica is away", { timeout: TEST_MS }, async () => {
    await replica.kill();
    await fires("OctavecReplicationBroken");
    await replica.restart();
    await clears("OctavecReplicationBroken");
  });

  test("the alerts of a server that is down fire, and clear when it is back", {
    timeout: 2 * TEST_MS,
  }, async () => {
    const alerts = ["OctavecServerDown", "OctavecBreakerOpen", "OctavecCallErrors", "OctavecInvalidationLag"];
    await redis.kill();
    for (const alert of alerts) await fires(alert);
    await redis.restart();
    for (const alert of alerts) await clears(alert);
  });

  test("every query of every dashboard returns data", { timeout: TEST_MS }, async () => {
    const empty = async () => {
      const names: string[] = [];
      for (const { uid, panels } of DASHBOARDS) {
        for (const { title, queries } of panels) {
          for (const { expr } of queries) {
            const filled = expr
              .replaceAll("$job", ".+")
              .replaceAll("$__rate_interval", "30m")
              .replaceAll("$__range", "30m");
            if ((await prometheus.query(filled)).length === 0) names.push(`${uid}: ${title}: ${filled}`);
          }
        }
      }
      return names;
    };
    await expect.poll(empty, { timeout: PATIENCE_MS, interval: 2_000 }).toEqual([]);
  });

  test("OctavecTargetDown fires while a process is gone", { timeout: TEST_MS }, async () => {
    service.process.kill("SIGKILL");
    await once(service.process, "close").catch(() => {});
    await fires("OctavecTargetDown");
    service = startService({
      url: redis.url,
      replicaUrl: replica.url,
      namespace: "observed",
      port: servicePort,
    });
    await service.ready;
    // The gateway of the first process is gone for good.
    const target = 'ALERTS{alertname="OctavecTargetDown", alertstate="firing", job="octavec-service"}';
    await expect.poll(() => prometheus.query(target), { timeout: PATIENCE_MS }).toEqual([]);
  });
});
