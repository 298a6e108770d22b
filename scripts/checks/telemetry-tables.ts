import { EVENT_TABLE } from "../../src/monitoring/index.js";
import {
  CALL_BUCKETS_SECONDS,
  CATALOGUE,
  GATEWAY_METRICS,
  GATEWAY_SPANS,
  type MetricRow,
  type SpanRow,
} from "../../src/telemetry/index.js";
import { readRules } from "../observability/read-rules.js";
import { markdownTable } from "./doc-tables.js";

/** The tables of the guide to telemetry, made from the rows in the code. */
export function telemetryTables(): readonly (readonly [string, readonly string[]])[] {
  return [
    ["telemetry", rowsOf(CATALOGUE)],
    [
      "gateway telemetry",
      rowsOf({ spans: Object.values(GATEWAY_SPANS), metrics: Object.values(GATEWAY_METRICS) }),
    ],
    ["buckets", buckets()],
    ["events", events()],
    ["alerts", alerts()],
  ];
}

type Name = keyof typeof CATALOGUE.attributes;

/** One row for each span and metric, and for each attribute that they have. */
function rowsOf({
  spans,
  metrics,
}: {
  readonly spans: readonly SpanRow<Name>[];
  readonly metrics: readonly MetricRow<Name>[];
}): readonly string[] {
  const { attributes } = CATALOGUE;
  const keys = (names: readonly Name[]) => names.map((name) => `\`${attributes[name].key}\``);
  const emitted = (row: SpanRow<Name> | MetricRow<Name>) =>
    [...keys(row.attributes), ...keys(row.sometimes ?? []).map((key) => `(${key})`)].join(", ");
  const used = new Set(
    [...spans, ...metrics].flatMap((row) => [...row.attributes, ...(row.sometimes ?? [])]),
  );
  return markdownTable(
    ["Name", "What", "Unit", "Meaning", "Attributes (in brackets: not always)"],
    [
      ...spans.map((row) => [`\`${row.name}\``, `span, ${row.kind}`, "", row.meaning, emitted(row)]),
      ...metrics.map((row) => [
        `\`${row.name}\``,
        row.instrument,
        `\`${row.unit}\``,
        row.meaning,
        emitted(row),
      ]),
      ...(Object.keys(attributes) as Name[])
        .filter((name) => used.has(name))
        .map((name) => {
          const { key, type, meaning } = attributes[name];
          return [`\`${key}\``, `attribute, ${type}`, "", meaning, ""];
        }),
    ],
  );
}

/** One row for each set of buckets. */
function buckets(): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { name, unit, instrument, buckets: bounds = CALL_BUCKETS_SECONDS } of CATALOGUE.metrics) {
    if (instrument !== "histogram") continue;
    const text = `${bounds.join(", ")}${unit === "s" ? " s" : ""}`;
    names.set(text, [...(names.get(text) ?? []), `\`${name}\``]);
  }
  return markdownTable(
    ["Histograms", "Upper bounds of the buckets"],
    [...names].map(([bounds, of]) => [of.join(", "), bounds]),
  );
}

/** One row for each event. */
function events(): readonly string[] {
  return markdownTable(
    ["Event", "Level", "Fields (in brackets: not always)", "Meaning"],
    Object.entries(EVENT_TABLE).map(([type, { level, fields, meaning }]) => [
      `\`${type}\``,
      typeof level === "string" ? level : "by its fields",
      fields.map((field) => field.replace(/\w+/, "`$&`")).join(", "),
      meaning,
    ]),
  );
}

/** One row for each alert. */
function alerts(): readonly string[] {
  return markdownTable(
    ["Alert", "Severity", "Meaning", "Likely cause", "What to do"],
    readRules().alerts.map(({ alert, labels, annotations: { meaning, cause, action } }) => [
      `\`${alert}\``,
      labels.severity,
      meaning,
      cause,
      action,
    ]),
  );
}
