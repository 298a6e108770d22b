import { expect, test } from "vitest";
import { withRetries } from "../../../src/async/retry.js";
import { OctavecError } from "../../../src/errors/index.js";

function recorded(random = 0) {
  const delaysMs: number[] = [];
  const timing = {
    delay: async (delayMs: number) => void delaysMs.push(delayMs),
    random: () => random,
    now: () => 0,
  };
  return {
    delaysMs,
    rule: { maxRetries: 3, firstDelayMs: 250, maxRetryDelayMs: 800, signal: undefined, timing },
  };
}

test("waits double from the first delay to the limit, and the last error is thrown", async () => {
  const { delaysMs, rule } = recorded(1);
  let attempts = 0;
  const failing = withRetries(async () => {
    attempts += 1;
    throw new OctavecError("TIMEOUT", `attempt ${attempts}`);
  }, rule);
  await expect(failing).rejects.toThrow("attempt 4");
  expect(delaysMs).toEqual([250, 500, 800]);
});

test("an error that repeating cannot help, or that is none of ours, ends it at once", async () => {
  const { delaysMs, rule } = recorded();
  for (const error of [new OctavecError("NOT_AUTHORIZED", "no"), new Error("bug")]) {
    await expect(withRetries(() => Promise.reject(error), rule)).rejects.toBe(error);
  }
  expect(delaysMs).toEqual([]);
});

test("an abort during the wait rejects with the signal's reason", async () => {
  const stopping = new AbortController();
  const reason = new Error("enough");
  const { rule } = recorded();
  const timing = {
    ...rule.timing,
    delay: async () => {
      stopping.abort(reason);
      throw new Error("the timer's own");
    },
  };
  const failing = withRetries(() => Promise.reject(new OctavecError("TIMEOUT", "late")), {
    ...rule,
    timing,
    signal: stopping.signal,
  });
  await expect(failing).rejects.toBe(reason);
});
