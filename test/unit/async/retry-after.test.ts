import { expect, it } from "vitest";
import { parseRetryAfter } from "../../../src/async/retry.js";

const NOW_MS = Date.UTC(1994, 10, 6, 8, 49, 0);

it.each([
  ["0", 0],
  ["120", 120_000],
  [" 3 ", 3_000],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 37_000],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 37_000],
  ["Sun Nov  6 08:49:37 1994", 37_000],
  ["Sun, 06 Nov 1994 08:00:00 GMT", 0],
])("reads Retry-After %j as a wait of %d ms", (header, waitMs) => {
  expect(parseRetryAfter(header, NOW_MS)).toBe(waitMs);
});

it.each([[null], [undefined], [""], ["-1"], ["1.5"], ["soon"], ["Sun, nonsense"]])(
  "takes Retry-After %j as no wish",
  (header) => {
    expect(parseRetryAfter(header, NOW_MS)).toBeUndefined();
  },
);
