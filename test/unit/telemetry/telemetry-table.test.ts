import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as conventions from "@opentelemetry/semantic-conventions/incubating";
import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../../../src/telemetry/catalogue.js";
import { CALL_BUCKETS_SECONDS, FAST_BUCKETS_SECONDS } from "../../../src/telemetry/rows.js";
import { SCOPE } from "../../../src/telemetry/telemetry-table.js";

const ROOT = join(import.meta.dirname, "../../..");
const { metrics, spans } = CATALOGUE;
const attributes = Object.values(CATALOGUE.attributes);

/** The values of all constants of the conventions whose name starts with `prefix`. */
function conventional(prefix: string): Set<unknown> {
  return new Set(
    Object.entries(conventions)
      .filter(([name]) => name.startsWith(prefix))
      .map(([, value]) => value),
  );
}

describe("names", () => {
  test("come from the conventions, or begin with octavec", () => {
    const known = { attributes: conventional("ATTR_"), metrics: conventional("METRIC_") };
    const keys = attributes.map(({ key }) => key);
    const names = metrics.map(({ name }) => name);
    const foreign = [
      ...keys.filter((key) => !known.attributes.has(key)),
      ...names.filter((name) => !known.metrics.has(name)),
    ];
    expect(foreign.filter((name) => !name.startsWith("octavec."))).toEqual([]);
  });

  test("include all connection metrics of the conventions", () => {
    const family = [...conventional("METRIC_DB_CLIENT_CONNECTION_")].sort();
    expect(
      metrics
        .map(({ name }) => name)
        .filter((name) => name.startsWith("db.client.connection."))
        .sort(),
    ).toEqual(family);
  });

  test("are unique", () => {
    const names = [
      ...attributes.map(({ key }) => key),
      ...metrics.map(({ name }) => name),
      ...spans.map(({ name }) => name),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});

test("the instrumentation scope has the package's name and version", () => {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(SCOPE).toEqual({ name, version });
});

describe("the buckets", () => {
  test("of calls contain those that the convention names for db.client.operation.duration", () => {
    expect(CALL_BUCKETS_SECONDS).toEqual(
      expect.arrayContaining([0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]),
    );
  });

  test("of look-ups begin at 5 microseconds, which a hit in memory takes", () => {
    const row = metrics.find(({ name }) => name === "octavec.cache.operation.duration");
    expect(row?.buckets).toBe(FAST_BUCKETS_SECONDS);
    expect(FAST_BUCKETS_SECONDS[0]).toBe(5e-6);
  });

  test("of every histogram rise", () => {
    for (const { name, buckets = CALL_BUCKETS_SECONDS } of metrics) {
      expect([name, ...buckets]).toEqual([name, ...[...buckets].sort((a, b) => a - b)]);
    }
  });
});
