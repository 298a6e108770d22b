import { createNoopMeter } from "@opentelemetry/api";
import { expect, it } from "vitest";
import { createQualityRecorder } from "../../../src/telemetry/index.js";
import { recordTelemetry } from "../../helpers/recorded-telemetry.js";

async function points(telemetry: ReturnType<typeof recordTelemetry>, name: string) {
  const metric = (await telemetry.metrics()).find(({ descriptor }) => descriptor.name === name);
  return metric?.dataPoints.map(({ attributes, value }) => ({ ...attributes, value }));
}

const BUDGET = "octavec.cache.error_rate.budget";
const BOUND = "octavec.cache.error_rate.upper_bound";

it("records the highest bound of a tenant's caches, without those that are closed or have no bound", async () => {
  const telemetry = recordTelemetry();
  const open = (tenant: string | undefined, bound: number | undefined, budget = 0.01) => {
    const recorder = createQualityRecorder(tenant, telemetry.meterProvider);
    recorder?.watch(() => (bound === undefined ? undefined : { low: bound / 2, high: bound }), budget);
    return recorder;
  };
  const tenants = [open(undefined, 0.01), open(undefined, 0.04), open(undefined, undefined)];
  open("acme", 0.02);
  open("new", undefined);
  expect(await points(telemetry, BOUND)).toEqual([
    { value: 0.04 },
    { "octavec.cache.tenant": "acme", value: 0.02 },
  ]);
  expect(await points(telemetry, BUDGET)).toEqual([
    { value: 0.01 },
    { "octavec.cache.tenant": "acme", value: 0.01 },
  ]);
  tenants[1]?.close();
  expect(await points(telemetry, BOUND)).toContainEqual({ value: 0.01 });
});

it("reports the whole interval again when no cache has a bound any more, so that no alert goes on for good", async () => {
  const telemetry = recordTelemetry();
  const recorder = createQualityRecorder("acme", telemetry.meterProvider);
  let bounds: { low: number; high: number } | undefined;
  recorder?.watch(() => bounds, 0.01);
  expect(await points(telemetry, BOUND)).toBeUndefined();
  const lower = "octavec.cache.error_rate.lower_bound";
  const seen = async () => [
    (await points(telemetry, lower))?.[0]?.value,
    (await points(telemetry, BOUND))?.[0]?.value,
  ];
  bounds = { low: 0.2, high: 0.4 };
  expect(await seen()).toEqual([0.2, 0.4]);
  bounds = undefined;
  expect(await seen()).toEqual([0, 1]);
  bounds = { low: 0.2, high: 0.4 };
  expect(await seen()).toEqual([0.2, 0.4]);
  recorder?.close();
  expect(await seen()).toEqual([0, 1]);
});

it("counts changes of the decision mode", async () => {
  const telemetry = recordTelemetry();
  const recorder = createQualityRecorder("acme", telemetry.meterProvider);
  recorder?.changed("stopped");
  recorder?.changed("evidence");
  recorder?.changed("stopped");
  expect(await points(telemetry, "octavec.cache.decision_mode.changes")).toContainEqual({
    "octavec.cache.tenant": "acme",
    "octavec.cache.decision_mode": "stopped",
    value: 2,
  });
});

it("is undefined if no SDK collects metrics", () => {
  expect(createQualityRecorder("acme", { getMeter: () => createNoopMeter() })).toBeUndefined();
});
