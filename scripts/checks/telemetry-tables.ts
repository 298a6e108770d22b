import { EVENT_TABLE } from "../../src/monitoring/index.js";
import { CALL_BUCKETS_SECONDS, CATALOGUE, type MetricRow, type SpanRow } from "../../src/telemetry/index.js";
import { readRules } from "../observability/read-rules.js";
import { markdownTable } from "./doc-tables.js";

/** The tables of the guide to telemetry, made from the rows in the code. */
export function telemetryTables(): readonly (readonly [string, readonly string[]])[] {
  return [
    ["telemetry", everything()],
    ["buckets", buckets()],
    ["events", events()],
    ["alerts", alerts()],
  ];
}

function everything(): readonly string[] {
  const { attributes, spans, metrics } = CATALOGUE;
  const keys = (names: readonly (keyof typeof attributes)[]) =>
    names.map((name) => `\`${attributes[name].key}\``);
  const emitted = (row: SpanRow<keyof typeof attributes> | MetricRow<keyof typeof attributes>) =>
    [...keys(row.attributes), ...keys(row.sometimes ?? []).map((key) => `(${key})`)].join(", ");
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
      ...Object.values(attributes).map(({ key, type, meaning }) => [
        `\`${key}\``,
        `attribute, ${type}`,
        "",
        meaning,
        "",
      ]),
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
