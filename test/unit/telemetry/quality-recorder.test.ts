import { createNoopMeter } from "@opentelemetry/api";
import { expect, it } from "vitest";
import { createQualityRecorder } from "../../../src/telemetry/index.js";
import { recordTelemetry } from "../../helpers/recorded-telemetry.js";

async function points(telemetry: ReturnType<typeof recordTelemetry>, name: string) {
  const metric = (await telemetry.metrics()).find(({ descriptor }) => descriptor.name === name);
  return metric?.dataPoints.map(({ attributes, value }) => ({ ...attributes, value }));
}

const BOUND = "octavec.cache.error_rate.upper_bound";

it("shows the highest bound of a cache's tenants, and nothing of those that know none or are closed", async () => {
  const telemetry = recordTelemetry();
  const open = (cache: string, bound: number | undefined) => {
    const recorder = createQualityRecorder(cache, telemetry.meterProvider);
    recorder?.watch(() => bound);
    return recorder;
  };
  const tenants = [open("shop:cache", 0.01), open("shop:cache", 0.04), open("shop:cache", undefined)];
  open("docs:cache", 0.02);
  open("new:cache", undefined);
  expect(await points(telemetry, BOUND)).toEqual([
    { "octavec.cache.name": "shop:cache", value: 0.04 },
    { "octavec.cache.name": "docs:cache", value: 0.02 },
  ]);
  tenants[1]?.close();
  expect(await points(telemetry, BOUND)).toContainEqual({ "octavec.cache.name": "shop:cache", value: 0.01 });
});

it("counts changes of the decision mode", async () => {
  const telemetry = recordTelemetry();
  const recorder = createQualityRecorder("shop:cache", telemetry.meterProvider);
  recorder?.changed("stopped");
  recorder?.changed("evidence");
  recorder?.changed("stopped");
  expect(await points(telemetry, "octavec.cache.decision_mode.changes")).toContainEqual({
    "octavec.cache.name": "shop:cache",
    "octavec.cache.decision_mode": "stopped",
    value: 2,
  });
});

it("is nobody where nobody collects metrics", () => {
  expect(createQualityRecorder("shop:cache", { getMeter: () => createNoopMeter() })).toBeUndefined();
});
