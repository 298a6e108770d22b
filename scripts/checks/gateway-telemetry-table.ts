import {
  type AttributeRow,
  CATALOGUE,
  GATEWAY_METRICS,
  GATEWAY_SPANS,
  type MetricRow,
  type SpanRow,
} from "../../src/telemetry/index.js";
import { markdownTable } from "./doc-tables.js";

const ATTRIBUTES: Readonly<Record<string, AttributeRow>> = CATALOGUE.attributes;

/** The spans, metrics and attributes of the gateway, for its guide. */
export function gatewayTelemetryTable(): readonly string[] {
  const spans: readonly SpanRow<string>[] = Object.values(GATEWAY_SPANS);
  const metrics: readonly MetricRow<string>[] = Object.values(GATEWAY_METRICS);
  return markdownTable(
    ["Name", "What", "Unit", "Meaning", "Attributes (in brackets: not always)"],
    [
      ...spans.map((row) => [`\`${row.name}\``, `span, ${row.kind}`, "", row.meaning, attributesOf(row)]),
      ...metrics.map((row) => [
        ...[`\`${row.name}\``, row.instrument, `\`${row.unit}\``, row.meaning, attributesOf(row)],
      ]),
      ...usedBy([...spans, ...metrics]).map(({ key, type, meaning }) => [
        ...[`\`${key}\``, `attribute, ${type}`, "", meaning, ""],
      ]),
    ],
  );
}

/** The attributes of the rows, each once. */
function usedBy(rows: readonly (SpanRow<string> | MetricRow<string>)[]): AttributeRow[] {
  const names = rows.flatMap(({ attributes, sometimes = [] }) => [...attributes, ...sometimes]);
  return [...new Set(names)].flatMap((name) => ATTRIBUTES[name] ?? []);
}

function attributesOf({ attributes, sometimes = [] }: SpanRow<string> | MetricRow<string>): string {
  const keys = (names: readonly string[]) => names.map((name) => `\`${ATTRIBUTES[name]?.key}\``);
  return [...keys(attributes), ...keys(sometimes).map((key) => `(${key})`)].join(", ");
}
