import { CACHE_ATTRIBUTES, CACHE_METRICS, CACHE_SPANS } from "./cache-table.js";
import { GATEWAY_ATTRIBUTES, GATEWAY_METRICS, GATEWAY_SPANS } from "./gateway-table.js";
import { MIGRATION_ATTRIBUTES, MIGRATION_METRICS } from "./migration-table.js";
import type { AttributeRow, MetricRow, SpanRow } from "./rows.js";
import { SERVER_ATTRIBUTES, SERVER_METRICS } from "./server-table.js";
import { ATTRIBUTES, METRICS, SPANS } from "./telemetry-table.js";

const attributes = {
  ...ATTRIBUTES,
  ...SERVER_ATTRIBUTES,
  ...CACHE_ATTRIBUTES,
  ...MIGRATION_ATTRIBUTES,
  ...GATEWAY_ATTRIBUTES,
} satisfies Record<string, AttributeRow>;

type Name = keyof typeof attributes;

/**
 * Everything that octavec emits: the rows of all rooms. Instruments are made from these rows, the guide shows them, and the
 * alerts and dashboards are checked against them.
 */
export const CATALOGUE: {
  readonly attributes: Readonly<Record<Name, AttributeRow>>;
  readonly spans: readonly SpanRow<Name>[];
  readonly metrics: readonly MetricRow<Name>[];
} = {
  attributes,
  spans: [...Object.values(SPANS), ...Object.values(CACHE_SPANS), ...Object.values(GATEWAY_SPANS)],
  metrics: [
    ...Object.values(METRICS),
    ...Object.values(SERVER_METRICS),
    ...Object.values(CACHE_METRICS),
    ...Object.values(MIGRATION_METRICS),
    ...Object.values(GATEWAY_METRICS),
  ],
};
