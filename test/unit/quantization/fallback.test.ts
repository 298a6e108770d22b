import { describe, expect, it } from "vitest";
import { fallbackLimits, fallbackReason } from "../../../quantization/fallback.js";
import { SchemeMonitor } from "../../../quantization/index.js";

describe("the fallback rule of a vector", () => {
  const limits = fallbackLimits(0.01);

  it("fires above 1.5 medians of the rounding error or 0.5 % of clipped components", () => {
    expect(fallbackReason(0, 0.015, limits)).toBeUndefined();
    expect(fallbackReason(0, 0.0151, limits)).toBe("error");
    expect(fallbackReason(0.005, 0, limits)).toBeUndefined();
    expect(fallbackReason(0.0051, 0, limits)).toBe("clipped");
  });
});

describe("the monitor of a collection", () => {
  const good = { clipped: 0, fellBack: false };

  function feed(monitor: SchemeMonitor, count: number, vector: { clipped: number; fellBack: boolean }) {
    let health = monitor.health();
    for (let i = 0; i < count; i++) health = monitor.observe(vector);
    return health;
  }

  it("disables the scheme when more than 5 % of the last 1,000 vectors fell back", () => {
    const monitor = new SchemeMonitor({ dimension: 100, clipRate: 0 });
    feed(monitor, 50, { clipped: 0, fellBack: true });
    expect(feed(monitor, 950, good)).toMatchObject({ status: "ok", fallbackRate: 0.05 });
    feed(monitor, 950, good);
    expect(feed(monitor, 50, { clipped: 0, fellBack: true })).toMatchObject({
      status: "ok",
      fallbackRate: 0.05,
    });
    expect(monitor.observe({ clipped: 0, fellBack: true })).toMatchObject({
      status: "disabled",
      reason: "fallback rate",
    });
  });

  it("disables the scheme when clipping exceeds ten times the calibrated rate, at least 1e-3", () => {
    const strict = new SchemeMonitor({ dimension: 100, clipRate: 0 });
    const lenient = new SchemeMonitor({ dimension: 100, clipRate: 0.001 });
    for (const monitor of [strict, lenient]) {
      feed(monitor, 800, good);
      feed(monitor, 200, { clipped: 1, fellBack: false });
    }
    expect(strict.health()).toEqual({
      status: "disabled",
      reason: "clip rate",
      fallbackRate: 0,
      clipRate: 0.002,
    });
    expect(lenient.health().status).toBe("ok");
    expect(feed(lenient, 800, { clipped: 2, fellBack: false })).toMatchObject({ reason: "clip rate" });
  });

  it("says nothing before the window has filled", () => {
    const monitor = new SchemeMonitor({ dimension: 4, clipRate: 0 });
    expect(feed(monitor, 999, { clipped: 4, fellBack: true })).toEqual({
      status: "ok",
      fallbackRate: 0,
      clipRate: 0,
    });
    expect(feed(monitor, 1, good).status).toBe("disabled");
  });

  it("stays disabled when good vectors return: only a new calibration starts anew", () => {
    const monitor = new SchemeMonitor({ dimension: 4, clipRate: 0 });
    feed(monitor, 1000, { clipped: 0, fellBack: true });
    expect(feed(monitor, 2000, good)).toEqual({
      status: "disabled",
      reason: "fallback rate",
      fallbackRate: 0,
      clipRate: 0,
    });
  });
});
