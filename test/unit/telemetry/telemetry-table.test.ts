import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as conventions from "@opentelemetry/semantic-conventions/incubating";
import { describe, expect, test } from "vitest";
import {
  CACHE_ATTRIBUTES,
  CACHE_METRICS,
  CACHE_SPANS,
  SIMILARITY_BUCKETS,
} from "../../../src/telemetry/cache-table.js";
import { GATEWAY_ATTRIBUTES, GATEWAY_METRICS } from "../../../src/telemetry/gateway-table.js";
import {
  ATTRIBUTES,
  type AttributeRow,
  DURATION_BUCKETS_SECONDS,
  METRICS,
  type MetricRow,
  SCOPE,
  SPANS,
  type SpanRow,
} from "../../../src/telemetry/telemetry-table.js";

const ROOT = join(import.meta.dirname, "../../..");
const ALL_ATTRIBUTES: Readonly<Record<string, AttributeRow>> = { ...ATTRIBUTES, ...CACHE_ATTRIBUTES };
const attributes: readonly AttributeRow[] = Object.values(ALL_ATTRIBUTES);
const metrics: readonly MetricRow<string>[] = [...Object.values(METRICS), ...Object.values(CACHE_METRICS)];
const spans: readonly SpanRow<string>[] = [...Object.values(SPANS), ...Object.values(CACHE_SPANS)];

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
    const keys = [...attributes, ...Object.values(GATEWAY_ATTRIBUTES)].map(({ key }) => key);
    const names = [...metrics, ...Object.values(GATEWAY_METRICS)].map(({ name }) => name);
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
    const names = [...attributes.map(({ key }) => key), ...metrics.map(({ name }) => name)];
    expect(new Set(names).size).toBe(names.length);
    const ofGateway = Object.values(GATEWAY_METRICS).map(({ name }) => name);
    expect(ofGateway.filter((name) => names.includes(name))).toEqual([]);
  });
});

test("the instrumentation scope has the package's name and version", () => {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(SCOPE).toEqual({ name, version });
});

/** The rows that the guide's table must have. */
function readmeTable(): string[] {
  const keys = (names: readonly string[]) => names.map((name) => `\`${ALL_ATTRIBUTES[name]?.key}\``);
  const emitted = ({ attributes: always, sometimes = [] }: SpanRow<string> | MetricRow<string>) =>
    [...keys(always), ...keys(sometimes).map((key) => `(${key})`)].join(", ");
  return [
    "| Name | What | Unit | Meaning | Attributes (in brackets: not always) |",
    "|---|---|---|---|---|",
    ...spans.map((row) => `| \`${row.name}\` | span, ${row.kind} | | ${row.meaning} | ${emitted(row)} |`),
    ...metrics.map(
      (row) => `| \`${row.name}\` | ${row.instrument} | \`${row.unit}\` | ${row.meaning} | ${emitted(row)} |`,
    ),
    ...attributes.map(({ key, type, meaning }) => `| \`${key}\` | attribute, ${type} | | ${meaning} | |`),
  ];
}

describe("the guide to telemetry", () => {
  const [page = ""] = readFileSync(join(ROOT, "src/telemetry/README.md"), "utf8").split(
    "\n## What a cache counts\n",
  );

  test("has a table of all spans, metrics and attributes in the code", () => {
    expect(page.split("\n").filter((line) => line.startsWith("|"))).toEqual(readmeTable());
  });

  test("names the buckets of the histograms", () => {
    expect(page).toContain(`in seconds: ${DURATION_BUCKETS_SECONDS.join(", ")}.`);
    expect(page).toContain(`of similarities: ${SIMILARITY_BUCKETS.join(", ")}.`);
  });
});
