import fc from "fast-check";
import { expect, test } from "vitest";
import { ServerClock } from "../../../../src/repository/expiry/server-clock.js";

/** A process and a server whose clocks differ. */
class Clocks {
  elapsedMs = 5_000;
  jumpedMs = 0;
  constructor(
    readonly localStartMs: number,
    readonly serverStartMs: number,
  ) {}

  get serverMs(): number {
    return this.serverStartMs + this.elapsedMs;
  }

  readonly local = {
    elapsedMs: () => this.elapsedMs,
    wallMs: () => this.localStartMs + this.elapsedMs + this.jumpedMs,
  };

  time(): string[] {
    return [String(Math.floor(this.serverMs / 1_000)), String(Math.floor((this.serverMs % 1_000) * 1_000))];
  }
}

const delays = fc.double({ min: 0, max: 5_000, noNaN: true });

test("the time is never early, and late by at most the round trip, however the clocks differ", () => {
  fc.assert(
    fc.property(
      fc.nat(1e12),
      fc.nat(2e12),
      delays,
      delays,
      delays,
      (localMs, serverMs, there, back, later) => {
        const clocks = new Clocks(localMs, serverMs);
        const clock = new ServerClock(clocks.local);
        const answered = clock.beginReading();
        clocks.elapsedMs += there;
        const reply = clocks.time();
        clocks.elapsedMs += back;
        answered(reply);
        clocks.elapsedMs += later;
        // The server tells whole microseconds.
        expect(clock.nowMs()).toBeGreaterThanOrEqual(clocks.serverMs - 0.002);
        expect(clock.nowMs()).toBeLessThanOrEqual(clocks.serverMs + there + back + 0.002);
      },
    ),
  );
});

test("a reading is old after a minute, after the process was suspended, and after a reply that is no time", () => {
  const clocks = new Clocks(0, 0);
  const clock = new ServerClock(clocks.local);
  const read = (reply: unknown = clocks.time()) => clock.beginReading()(reply as string[]);
  expect([clock.isOld, clock.isRead]).toEqual([true, false]);
  read("no time");
  expect([clock.isOld, clock.isRead]).toEqual([true, false]);
  read();
  clocks.elapsedMs += 60_000;
  expect([clock.isOld, clock.isRead]).toEqual([false, true]);
  clocks.elapsedMs += 1;
  expect(clock.isOld).toBe(true);
  for (const jumpMs of [1_001, -1_001]) {
    read();
    expect(clock.isOld).toBe(false);
    // The monotonic clock stands still while a machine sleeps.
    clocks.jumpedMs += jumpMs;
    expect(clock.isOld).toBe(true);
  }
});
