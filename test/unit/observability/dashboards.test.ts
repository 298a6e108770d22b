import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { DASHBOARDS, grafanaDashboard } from "../../../scripts/observability/dashboards/index.js";
import { RULES_FILE, readRules } from "../../../scripts/observability/read-rules.js";
import { CATALOGUE } from "../../../src/telemetry/index.js";

const OBSERVABILITY = dirname(RULES_FILE);
const FOLDER = join(OBSERVABILITY, "grafana/dashboards");
const REMEDY = "run `npx tsx scripts/observability/write-dashboards.ts`";

const datasource = z.strictObject({ type: z.literal("prometheus"), uid: z.literal("$datasource") });
/** What Grafana needs of a dashboard, and what people need. */
const dashboardSchema = z.object({
  uid: z.string().regex(/^[a-z-]{1,40}$/),
  title: z.string().min(1),
  description: z.string().min(1),
  schemaVersion: z.int().min(36),
  tags: z.tuple([z.literal("octavec")]),
  time: z.object({ from: z.string(), to: z.literal("now") }),
  templating: z.object({
    list: z.tuple([
      z.object({
        name: z.literal("datasource"),
        type: z.literal("datasource"),
        query: z.literal("prometheus"),
      }),
      z.object({ name: z.literal("job"), type: z.literal("query"), datasource }),
    ]),
  }),
  panels: z
    .array(
      z.object({
        id: z.int().min(1),
        type: z.enum(["stat", "timeseries"]),
        title: z.string().min(1),
        description: z.string().min(20),
        datasource,
        gridPos: z.object({
          x: z.int().min(0).max(23),
          y: z.int().min(0),
          w: z.int().min(1).max(24),
          h: z.int().min(1),
        }),
        fieldConfig: z.object({
          defaults: z.object({ unit: z.string().min(1) }),
          overrides: z.array(z.never()),
        }),
        targets: z
          .array(
            z.object({
              refId: z.string(),
              datasource,
              expr: z.string().min(1),
              legendFormat: z.string().min(1),
            }),
          )
          .min(1),
      }),
    )
    .min(6),
});

const files = readdirSync(FOLDER).sort();
const read = (file: string) => dashboardSchema.parse(JSON.parse(readFileSync(join(FOLDER, file), "utf8")));

describe("the dashboards", () => {
  test("are the files that their descriptions make", () => {
    expect(files, REMEDY).toEqual(DASHBOARDS.map(({ uid }) => `${uid}.json`).sort());
    for (const dashboard of DASHBOARDS) {
      const file: unknown = JSON.parse(readFileSync(join(FOLDER, `${dashboard.uid}.json`), "utf8"));
      expect(file, REMEDY).toEqual(JSON.parse(JSON.stringify(grafanaDashboard(dashboard))));
    }
  });

  test.each(files)("%s has ids, titles, units, descriptions and places that Grafana takes", (file) => {
    const { panels } = read(file);
    const unique = (values: readonly unknown[]) => expect(new Set(values).size).toBe(values.length);
    unique(panels.map(({ id }) => id));
    unique(panels.map(({ title }) => title));
    for (const { gridPos, targets } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      unique(targets.map(({ refId }) => refId));
    }
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
    );
    unique(cells);
  });

  test("have addresses of their own", () => {
    expect(new Set(DASHBOARDS.map(({ uid }) => uid)).size).toBe(DASHBOARDS.length);
  });
});

/** Names that Prometheus shows for the metrics of the catalogue. */
function prometheusNames(): Set<string> {
  const names = CATALOGUE.metrics.flatMap(({ name, instrument }) => {
    const base = name.replaceAll(".", "_");
    if (instrument === "histogram") return ["_bucket", "_count", "_sum"].map((suffix) => base + suffix);
    return instrument === "counter" || instrument === "observed counter" ? [`${base}_total`] : [base];
  });
  return new Set(names);
}

const LABELS = new Set([
  ...Object.values(CATALOGUE.attributes).map(({ key }) => key.replaceAll(".", "_")),
  ...["job", "instance", "le", "alertname", "alertstate", "otel_scope_name"],
]);

describe("the queries of alerts, recording rules and dashboards", () => {
  const { alerts, recordings } = readRules();
  const queries = [
    ...[...alerts, ...recordings].map(({ expr }) => expr),
    ...DASHBOARDS.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries.map(({ expr }) => expr))),
    ...DASHBOARDS.map(({ jobsOf }) => jobsOf),
  ];

  test("name only metrics of the catalogue, and what the recording rules make", () => {
    const known = prometheusNames();
    const recorded = new Set(recordings.map(({ record }) => record));
    const foreign = queries.flatMap((query) => {
      const withoutLabels = query.replace(/\{[^}]*\}/g, "").replace(/\b(by|on) \([^)]*\)/g, "");
      const names = withoutLabels.match(/[a-z_]+(?::[a-z0-9_]+)*/g) ?? [];
      return names.filter((name) => /^(octavec|db|http)_/.test(name) && !known.has(name));
    });
    const records = queries.flatMap((query) => query.match(/\b(?:job|server):[a-z0-9_:]+/g) ?? []);
    expect(foreign).toEqual([]);
    expect(records.filter((name) => !recorded.has(name))).toEqual([]);
  });

  test("name only labels that these metrics have", () => {
    const labels = queries.flatMap((query) => [
      ...(query.match(/\b(?:by|on) \(([^)]*)\)/g) ?? []).flatMap(
        (part) => part.replace(/^(by|on) /, "").match(/[a-z_]+/g) ?? [],
      ),
      ...[...query.matchAll(/([a-z_]+)(?:=~|!=|!~|=)"/g)].map(([, label = ""]) => label),
    ]);
    expect([...new Set(labels)].filter((label) => !LABELS.has(label))).toEqual([]);
  });
});

describe("the profile observability of the compose file", () => {
  const root = join(OBSERVABILITY, "../..");
  const { services } = z
    .object({
      services: z.record(
        z.string(),
        z.object({
          profiles: z.array(z.string()).optional(),
          image: z.string().optional(),
          volumes: z.array(z.string()).optional(),
          ports: z.array(z.string()).optional(),
        }),
      ),
    })
    .parse(parse(readFileSync(join(root, "docker-compose.redis8.yml"), "utf8")));
  const ours = Object.entries(services).filter(([, { profiles }]) => profiles?.includes("observability"));

  test("has Prometheus, Grafana and the exporter, of pinned versions and for this machine only", () => {
    expect(ours.map(([name]) => name)).toEqual(["prometheus", "grafana", "redis-exporter"]);
    for (const [, { image, ports = [] }] of ours) {
      expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  test("mounts files that are there", () => {
    const sources = ours.flatMap(([, { volumes = [] }]) =>
      volumes.map((volume) => volume.split(":")[0] ?? ""),
    );
    const local = sources.filter((source) => source.startsWith("./"));
    expect(local.length).toBe(4);
    expect(local.filter((source) => !existsSync(join(root, source)))).toEqual([]);
  });
});
