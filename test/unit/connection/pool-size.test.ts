import fc from "fast-check";
import { expect, test } from "vitest";
import { PoolSize } from "../../../src/connection/pool-size.js";

const IDLE_MS = 1_000;
const size = (min = 5, max = 50) => new PoolSize(min, max, IDLE_MS, 0);

/** Four samples a second for so long. */
function work(pool: PoolSize, used: number, open: number, fromMs: number, forMs: number): number {
  let nowMs = fromMs;
  for (; nowMs < fromMs + forMs; nowMs += 250) pool.sample(used, open, nowMs);
  return nowMs;
}

test("it wants the smallest number while nobody presses", () => {
  const pool = size();
  work(pool, 1, 5, 0, 5_000);
  expect(pool).toMatchObject({ target: 5, needed: 5 });
});

test("a demand for ten connections is given thirteen, so that ten of them are 77 % of what is open", () => {
  const pool = size();
  pool.press(10, 0);
  expect(pool.target).toBe(13);
  expect(10 / pool.target).toBeGreaterThan(0.7);
  expect(10 / pool.target).toBeLessThan(0.85);
});

test("whoever would wait without another connection gets one, however little the others do", () => {
  const pool = size();
  pool.press(0.2, 7);
  expect(pool.target).toBe(7);
});

test("work that uses more than 85 % of the open connections for a while makes it grow, a single spike does not", () => {
  const pool = size();
  pool.sample(5, 5, 0);
  expect(pool.target).toBe(5);
  work(pool, 5, 5, 250, 4_000);
  expect(pool.target).toBe(7);
});

test("what was needed within the last idle time is still needed, and what was not is not", () => {
  const pool = size();
  pool.press(20, 0);
  let nowMs = work(pool, 2, 26, 0, IDLE_MS);
  expect(pool.needed).toBe(26);
  nowMs = work(pool, 2, 26, nowMs, 2 * IDLE_MS);
  expect(pool.needed).toBe(5);
});

test("the utilisation that it reports follows the work within a second or two", () => {
  const pool = size();
  expect(pool.utilisation).toBe(0);
  work(pool, 4, 5, 0, 3_000);
  expect(pool.utilisation).toBeCloseTo(0.8, 1);
  work(pool, 0, 5, 3_000, 3_000);
  expect(pool.utilisation).toBeCloseTo(0, 1);
});

test("whatever happens it stays within its limits, and what is needed is never more than the limit", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 30 }),
      fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0, max: 200, noNaN: true }), fc.nat(100))),
      (min, more, events) => {
        const pool = size(min, min + more);
        let nowMs = 0;
        for (const [press, used, number] of events) {
          nowMs += number * 10;
          if (press) pool.press(used, number);
          else pool.sample(Math.min(used, number), number, nowMs);
          expect(pool.target).toBeGreaterThanOrEqual(min);
          expect(pool.target).toBeLessThanOrEqual(min + more);
          expect(pool.needed).toBeGreaterThanOrEqual(min);
          expect(pool.needed).toBeLessThanOrEqual(min + more);
          expect(pool.utilisation).toBeGreaterThanOrEqual(0);
          expect(pool.utilisation).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});
