import fc from "fast-check";
import { expect, test } from "vitest";
import { SearchesInFlight } from "../../../../src/repository/threading/searches-in-flight.js";

test("a search that runs alone is charged its whole time, and concurrent searches share each moment equally", () => {
  let nowMs = 5;
  const inFlight = new SearchesInFlight(() => nowMs);
  const alone = inFlight.start("inline");
  nowMs += 4;
  const second = inFlight.start("inline");
  nowMs += 6;
  expect(inFlight.end(alone)).toEqual({ shareMs: 7, pure: true });
  nowMs += 1;
  expect(inFlight.end(second)).toEqual({ shareMs: 4, pure: true });
  nowMs += 1_000;
  const later = inFlight.start("inline");
  nowMs += 2;
  expect(inFlight.end(later).shareMs).toBeCloseTo(2);
});

test("the shares add up to the time in which at least one search was running", () => {
  const step = fc.record({ passesMs: fc.nat(20), starts: fc.boolean(), which: fc.nat(50) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      let nowMs = 0;
      let busyMs = 0;
      let sharesMs = 0;
      const inFlight = new SearchesInFlight(() => nowMs);
      const started: ReturnType<SearchesInFlight["start"]>[] = [];
      const end = (which: number) => {
        const [search] = started.splice(which % started.length, 1);
        sharesMs += inFlight.end(search!).shareMs;
      };
      for (const { passesMs, starts, which } of steps) {
        nowMs += passesMs;
        if (started.length > 0) busyMs += passesMs;
        if (starts || started.length === 0) started.push(inFlight.start("inline"));
        else end(which);
      }
      while (started.length > 0) end(0);
      expect(sharesMs).toBeCloseTo(busyMs, 6);
    }),
  );
});

test("a search is pure only if no search of the other mode ran at any moment of it", () => {
  const inFlight = new SearchesInFlight(() => 0);
  const inline = inFlight.start("inline");
  const threaded = inFlight.start("threaded");
  expect(inFlight.end(threaded).pure).toBe(false);
  expect(inFlight.end(inline).pure).toBe(false);
  expect(inFlight.end(inFlight.start("inline")).pure).toBe(true);
});

test("the load follows the number of running searches with a delay", () => {
  const inFlight = new SearchesInFlight(() => 0);
  const run = (searches: number, callers: number) => {
    const started: ReturnType<SearchesInFlight["start"]>[] = [];
    for (let sent = 0; sent < searches; sent++) {
      started.push(inFlight.start("inline"));
      if (started.length >= callers) inFlight.end(started.shift()!);
    }
    for (const search of started) inFlight.end(search);
  };
  expect(inFlight.load).toBe("alone");
  run(2, 2);
  expect(inFlight.load).toBe("alone");
  run(100, 3);
  expect(inFlight.load).toBe("few");
  run(100, 16);
  expect(inFlight.load).toBe("many");
  run(100, 1);
  expect(inFlight.load).toBe("alone");
});
