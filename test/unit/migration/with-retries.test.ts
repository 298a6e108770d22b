import { expect, test } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import { parseRetryAfter } from "../../../src/migration/qdrant/retry-after.js";
import { withRetries } from "../../../src/migration/source/with-retries.js";

function recorded(random = 0) {
  const delaysMs: number[] = [];
  const timing = {
    delay: async (delayMs: number) => void delaysMs.push(delayMs),
    random: () => random,
    now: () => 0,
  };
  return { delaysMs, rule: { maxRetries: 3, maxRetryDelayMs: 800, signal: undefined, timing } };
}

test("waits double from an eighth of a second to the limit, and the last error is thrown", async () => {
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
    delay: (_delayMs: number, signal: AbortSignal | undefined) => {
      stopping.abort(reason);
      return Promise.reject(signal?.reason);
    },
  };
  const failing = withRetries(() => Promise.reject(new OctavecError("TIMEOUT", "late")), {
    ...rule,
    timing,
    signal: stopping.signal,
  });
  await expect(failing).rejects.toBe(reason);
});

test("Retry-After is read as seconds or as a date, and as nothing when it is neither", () => {
  expect(parseRetryAfter("30", 0)).toBe(30_000);
  expect(parseRetryAfter("Thu, 01 Jan 1970 00:01:00 GMT", 1_000)).toBe(59_000);
  expect(parseRetryAfter("Thu, 01 Jan 1970 00:00:00 GMT", 1_000)).toBe(0);
  for (const text of [undefined, "", "-1", "soon", "1.5"]) expect(parseRetryAfter(text, 0)).toBeUndefined();
});
