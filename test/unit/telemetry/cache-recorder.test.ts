import { expect, it } from "vitest";
import { createCacheRecorder } from "../../../src/telemetry/index.js";
import { recordTelemetry } from "../../helpers/recorded-telemetry.js";

it("reports no lag and no copies once the memory tier is out of use, and not the last figures for good", async () => {
  const { meterProvider, metrics } = recordTelemetry();
  const recorder = createCacheRecorder("acme", meterProvider);
  const memory = { size: 3, sizeBytes: 900, activeLagMs: undefined as number | undefined };
  recorder.watchMemory(memory);
  const seen = async (name: string) => {
    const metric = (await metrics()).find(({ descriptor }) => descriptor.name === `octavec.cache.${name}`);
    return metric?.dataPoints[0]?.value;
  };
  expect(await seen("invalidation.lag")).toBeUndefined();
  memory.activeLagMs = 11_000;
  expect(await seen("invalidation.lag")).toBe(11);
  memory.activeLagMs = undefined;
  expect(await seen("invalidation.lag")).toBe(0);
  memory.activeLagMs = 11_000;
  expect(await seen("invalidation.lag")).toBe(11);
  expect([await seen("memory.entries"), await seen("memory.size")]).toEqual([3, 900]);
  recorder.close();
  expect(await seen("invalidation.lag")).toBe(0);
  expect([await seen("memory.entries"), await seen("memory.size")]).toEqual([0, 0]);
});
