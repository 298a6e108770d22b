import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { DASHBOARDS } from "../../scripts/observability/dashboards/index.js";
import { readRules } from "../../scripts/observability/read-rules.js";
import { findFreePort } from "../../src/testing/free-port.js";
import { AlertWatch, until } from "./alert-watch.js";
import { FAULTS, STANDS } from "./faults.js";
import { type ActiveAlert, type Prometheus, startPrometheus } from "./prometheus.js";
import { Stand } from "./stand.js";

const binaries = inject("prometheusFolder");
/** Each wait has a deadline of its own; this is for all faults of a stand, one after the other. */
const TEST_MS = 600_000;
/** Rates of five minutes need as many scrapes. */
const FEWEST_SCRAPES = 8;
/** The most evaluations that an alert may fire after its `for`. */
const LATE = 2;

test("each alert has a fault that makes it fire", () => {
  const alerts = FAULTS.flatMap((fault) => fault.alerts);
  expect(alerts.toSorted()).toEqual(
    readRules()
      .alerts.map(({ alert }) => alert)
      .sort(),
  );
});

describe.skipIf(binaries === "")("with the real Prometheus, a minute takes a second:", () => {
  const stands = new Map<string, Stand>();
  let exporter: ChildProcess;
  let prometheus: Prometheus;
  let watch: AlertWatch;

  beforeAll(async () => {
    for (const [name, plan] of Object.entries(STANDS)) stands.set(name, await Stand.open(name, plan));
    const exporterPort = await findFreePort();
    exporter = spawn(
      join(binaries, "prometheus-redis-exporter"),
      [`--redis.addr=${stands.get("cache")?.redis.url}`, `--web.listen-address=127.0.0.1:${exporterPort}`],
      { stdio: "ignore" },
    );
    const targets = [...stands.values()].map((stand) => stand.targets);
    prometheus = await startPrometheus(binaries, {
      ...Object.assign({}, ...targets),
      redis: `127.0.0.1:${exporterPort}`,
    });
    watch = new AlertWatch(prometheus);
    await until("enough scrapes of each target", async () => {
      const counts = await prometheus.query(`count_over_time(up[1h]) >= ${FEWEST_SCRAPES}`);
      return counts.length > targets.length ? true : undefined;
    });
  }, TEST_MS);

  afterAll(async () => {
    watch?.print();
    exporter?.kill("SIGKILL");
    await prometheus?.[Symbol.asyncDispose]();
    await Promise.all([...stands.values()].map((stand) => stand[Symbol.asyncDispose]()));
  });

  test("healthy services have no alert", { timeout: TEST_MS }, async () => {
    const isBroken = (labels: ActiveAlert["labels"]) => stands.get("spender")?.owns(labels);
    await until("no alert", async () => {
      const firing = (await prometheus.alerts()).filter(({ state }) => state === "firing");
      return firing.every(({ labels }) => isBroken(labels)) ? true : undefined;
    });
  });

  const cases = FAULTS.map((fault) => [fault.alerts.join(", "), fault.title, fault] as const);
  test.concurrent.each(cases)("%s: fired %s, and cleared", { timeout: TEST_MS }, async (_a, _t, fault) => {
    const stand = stands.get(fault.stand)!;
    const see = async () => {
      const brokenAtMs = Date.now();
      try {
        await fault.begin(stand);
        const firings = await Promise.all(fault.alerts.map((alert) => watch.fires(alert, stand, brokenAtMs)));
        const mendedAtMs = Date.now();
        await fault.end(stand);
        return await Promise.all(firings.map((firing) => watch.clears(firing, stand, mendedAtMs)));
      } catch (error) {
        await fault.end(stand);
        throw error;
      }
    };
    const late = await (fault.isApart === true ? see() : stand.inTurn(see));
    for (const evaluations of late) expect(evaluations).toBeLessThanOrEqual(LATE);
  });

  test("every query of every dashboard returns data", { timeout: TEST_MS }, async () => {
    const empty: string[] = [];
    for (const { uid, panels } of DASHBOARDS) {
      for (const { title, queries } of panels) {
        for (const { expr } of queries) {
          const filled = expr
            .replaceAll("$job", ".+")
            .replaceAll("$__rate_interval", "30m")
            .replaceAll("$__range", "30m");
          if ((await prometheus.query(filled)).length === 0) empty.push(`${uid}: ${title}: ${filled}`);
        }
      }
    }
    expect(empty).toEqual([]);
  });
});
