import {
  GATEWAY_ATTRIBUTES,
  GATEWAY_METRICS,
  GATEWAY_SPANS,
  type MetricRow,
  type SpanRow,
} from "../../src/telemetry/index.js";
import { markdownTable } from "./doc-tables.js";

const ATTRIBUTES: Readonly<Record<string, { readonly key: string }>> = GATEWAY_ATTRIBUTES;

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
      ...Object.values(GATEWAY_ATTRIBUTES).map(({ key, type, meaning }) => [
        ...[`\`${key}\``, `attribute, ${type}`, "", meaning, ""],
      ]),
    ],
  );
}

function attributesOf({ attributes, sometimes = [] }: SpanRow<string> | MetricRow<string>): string {
  const keys = (names: readonly string[]) => names.map((name) => `\`${ATTRIBUTES[name]?.key}\``);
  return [...keys(attributes), ...keys(sometimes).map((key) => `(${key})`)].join(", ");
}
