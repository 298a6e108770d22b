import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { within, withinOptions } from "../../../src/async/within.js";

const never = () => new Promise<string>(() => {});

it("gives what the work gives, and lets go of the caller's signal", async () => {
  const { signal } = new AbortController();
  expect(await within(1_000, signal, async () => "done")).toBe("done");
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("ends with TIMEOUT when the work does not, and tells the work", async () => {
  let told: AbortSignal | undefined;
  const work = (signal: AbortSignal) => {
    told = signal;
    return never();
  };
  await expect(within(5, undefined, work)).rejects.toMatchObject({ code: "TIMEOUT" });
  expect(told?.aborted).toBe(true);
});

it("ends with the caller's reason when the caller gives up, also before the work has begun", async () => {
  const controller = new AbortController();
  const waiting = within(1_000, controller.signal, never);
  controller.abort("enough");
  await expect(waiting).rejects.toBe("enough");
  await expect(within(1_000, controller.signal, async () => "not asked")).rejects.toBe("enough");
});

it("makes a signal for work that looks at it, also in a copy of its options and after the time is up", async () => {
  let given: { readonly signal: AbortSignal } | undefined;
  const work = (options: { readonly signal: AbortSignal }) => {
    given = options;
    return never();
  };
  await expect(withinOptions(5, undefined, work)).rejects.toMatchObject({ code: "TIMEOUT" });
  expect({ ...given }.signal?.aborted).toBe(true);
  expect(given?.signal.reason).toMatchObject({ code: "TIMEOUT" });
});
