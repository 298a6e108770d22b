import { afterEach, expect, test, vi } from "vitest";
import { EventHub } from "../../../src/monitoring/event-hub.js";
import type { OctavecEvent } from "../../../src/monitoring/index.js";

const opened: OctavecEvent = { type: "breaker", server: "redis:6379", from: "closed", to: "open" };

/** Everything that was queued until now has run. */
const settled = () => new Promise<void>((resolve) => void setImmediate(resolve));

afterEach(() => void vi.restoreAllMocks());

test("every listener is told, but not in the middle of the code that tells", async () => {
  const told: string[] = [];
  const hub = new EventHub({ onEvent: () => told.push("option") });
  const end = hub.subscribe(() => told.push("subscriber"));
  hub.emit(opened);
  expect(told).toEqual([]);
  await settled();
  expect(told).toEqual(["option", "subscriber"]);
  end();
  hub.emit(opened);
  await settled();
  expect(told).toEqual(["option", "subscriber", "option"]);
});

test("a listener that throws or rejects keeps nobody from being told, and the process is warned once", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const told: OctavecEvent[] = [];
  const hub = new EventHub({
    onEvent: () => {
      throw new TypeError("secret words of a listener");
    },
    logger: {
      info: () => {},
      warn: () => {
        throw new Error("no disk");
      },
      error: () => {},
    },
  });
  hub.subscribe(async () => {
    throw new Error("asynchronous");
  });
  hub.subscribe((event) => told.push(event));
  hub.emit(opened);
  hub.emit(opened);
  await settled();
  expect(told).toEqual([opened, opened]);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]).toEqual([
    expect.stringContaining("TypeError"),
    { code: "OCTAVEC_LISTENER_FAILED" },
  ]);
  expect(String(warn.mock.calls[0])).not.toContain("secret");
});

test("one listener that subscribed twice is told twice, and each subscription ends by itself", async () => {
  const listener = vi.fn();
  const hub = new EventHub({});
  const [end] = [hub.subscribe(listener), hub.subscribe(listener)];
  end?.();
  hub.emit(opened);
  await settled();
  expect(listener).toHaveBeenCalledTimes(1);
});
