import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LOSS_FACTOR, stallWeight } from "../../../../src/repository/threading/search-cost.js";
import { seededRandom } from "../../../helpers/seeded-vectors.js";
import { GRAPH, SimulatedServer, shareOf } from "./simulated-server.js";

/** A set in which `GRAPH` is predicted to take about 1 ms. */
const LONG = { size: 100_000, dimension: 1_536 } as const;
const EXHAUSTIVE = { kind: "exhaustive", ef: 100 } as const;

describe("before anything was measured", () => {
  const first = (server: SimulatedServer, work: Parameters<SimulatedServer["threading"]["decide"]>[0]) =>
    server.threading.decide(work).threaded;

  test("a short search runs inline, a long one in a thread", () => {
    expect(first(new SimulatedServer({ size: 10_000 }), GRAPH)).toBe(false);
    expect(first(new SimulatedServer({ size: 10_000, dimension: 1_536 }), { kind: "graph", ef: 1_000 })).toBe(
      false,
    );
    expect(first(new SimulatedServer({ size: 10_000, dimension: 1_536 }), { kind: "graph", ef: 2_000 })).toBe(
      true,
    );
    expect(first(new SimulatedServer({ size: 100_000 }), { kind: "filtered", ef: 400 })).toBe(true);
  });

  test("an exhaustive search runs inline only in a small set, and in a thread if the size is unknown", () => {
    expect(first(new SimulatedServer({ size: 500 }), EXHAUSTIVE)).toBe(false);
    expect(first(new SimulatedServer({ size: 100_000 }), EXHAUSTIVE)).toBe(true);
    expect(first(new SimulatedServer(), EXHAUSTIVE)).toBe(true);
    expect(first(new SimulatedServer({ dimension: 2 }), EXHAUSTIVE)).toBe(true);
  });

  test("a search of an unquantized set counts as longer, one of a binary set as shorter", () => {
    const setting = { size: 100_000, dimension: 1_536 };
    const work = { kind: "graph", ef: 300 } as const;
    expect(first(new SimulatedServer({ ...setting, quantization: "none" }), work)).toBe(true);
    expect(first(new SimulatedServer({ ...setting, quantization: "bin" }), work)).toBe(false);
  });
});

describe("with measured times", () => {
  test.each([1, 16])(
    "settles on threads only where they take less than 1/LOSS_FACTOR of the inline time, with %i callers",
    (callers) => {
      for (const [inline, threaded, better] of [
        [1, 1.5, "inline"],
        [1, 0.75, "inline"],
        [1, 0.5, "threaded"],
      ] as const) {
        const modes = new SimulatedServer(LONG).run(30_000, { inline, threaded }, { callers });
        expect(shareOf(better, modes, 8_000)).toBeGreaterThan(0.97);
      }
    },
  );

  test("changes the mode when the other one becomes faster", () => {
    const server = new SimulatedServer(LONG);
    expect(
      shareOf("inline", server.run(10_000, { inline: 1, threaded: 1.3 }, { callers: 4 }), 3_000),
    ).toBeGreaterThan(0.97);
    expect(
      shareOf("threaded", server.run(15_000, { inline: 3.3, threaded: 1.3 }, { callers: 4 }), 2_000),
    ).toBeGreaterThan(0.9);
    expect(
      shareOf("inline", server.run(60_000, { inline: 1, threaded: 1.2 }, { callers: 4 }), 2_000),
    ).toBeGreaterThan(0.9);
  });

  test("never tries the main thread for searches that would block all other commands for long", () => {
    const modes = new SimulatedServer({ size: 100_000 }).run(
      3_000,
      { inline: 1, threaded: 40 },
      { work: EXHAUSTIVE },
    );
    expect(shareOf("threaded", modes)).toBe(1);
  });

  test("never tries threads for searches shorter than a millisecond", () => {
    const server = new SimulatedServer({ size: 20_000 });
    const modes = server.run(30_000, { inline: 0.4, threaded: 0.05 }, { callers: 16 });
    expect(shareOf("inline", modes)).toBe(1);
  });

  test("runs the longest searches in threads if both modes take the same time", () => {
    const work = { kind: "graph", ef: 3_000 } as const;
    const modes = new SimulatedServer({ size: 30_000 }).run(6_000, { inline: 8, threaded: 8 }, { work });
    expect(shareOf("threaded", modes, 2_000)).toBeGreaterThan(0.95);
  });

  test("once learnt, weighted costs are less than 12 % above those of the better mode", () => {
    const cost = fc.double({ min: 0.5, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        cost,
        cost,
        fc.integer({ min: 1, max: 20 }),
        fc.nat(1_000),
        (inline, threaded, callers, seed) => {
          const server = new SimulatedServer({ ...LONG, seed });
          server.run(12_000, { inline, threaded }, { callers });
          const share = shareOf("inline", server.run(6_000, { inline, threaded }, { callers }));
          // An inline search is weighted too, because all other commands wait for it.
          const weighted = { inline: inline * stallWeight(inline), threaded: threaded * LOSS_FACTOR };
          const perSearch = weighted.inline * share + weighted.threaded * (1 - share);
          expect(perSearch / Math.min(weighted.inline, weighted.threaded)).toBeLessThan(1.12);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("hysteresis", () => {
  /** Searches in a row. A trial of the other mode is shorter than this. */
  const TRIAL = 700;

  test("with two equal modes and times that vary by a third, the mode changes three times at most", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.constantFrom(1, 16), (seed, callers) => {
        const random = seededRandom(seed + 1);
        const noise = () => 0.67 + random() * 0.66;
        const server = new SimulatedServer({ ...LONG, seed });
        const modes = server.run(12_000, { inline: 1.5, threaded: 1 }, { callers, noise });
        expect(runsOf(modes).filter((length) => length > TRIAL).length).toBeLessThan(30);
        let changes = 0;
        for (let at = 0; at + 500 < modes.length; at += 500) {
          const mostly = shareOf("inline", modes.slice(at, at + 500)) > 0.5;
          const next = shareOf("inline", modes.slice(at + 500, at + 1_000)) > 0.5;
          if (mostly !== next) changes++;
        }
        expect(changes).toBeLessThanOrEqual(3);
      }),
      { numRuns: 30 },
    );
  });

  test("an advantage of five per cent does not change the mode", () => {
    // One per cent here, and four per cent because an inline search makes all other commands wait.
    const modes = new SimulatedServer(LONG).run(12_000, { inline: 1, threaded: 0.99 / LOSS_FACTOR }, {});
    expect(shareOf("inline", modes)).toBeGreaterThan(0.95);
    expect(shareOf("inline", modes, 4_000)).toBeGreaterThan(0.97);
  });

  test("trials are rare: less than 5 % of 30,000 searches run in the worse mode", () => {
    const modes = new SimulatedServer(LONG).run(30_000, { inline: 1, threaded: 1.2 }, { callers: 16 });
    expect(shareOf("threaded", modes)).toBeLessThan(0.05);
    expect(shareOf("threaded", modes)).toBeGreaterThan(0);
  });

  function runsOf(modes: readonly string[]): number[] {
    const lengths: number[] = [];
    for (const [index, mode] of modes.entries()) {
      if (mode === modes[index - 1]) lengths[lengths.length - 1]!++;
      else lengths.push(1);
    }
    return lengths;
  }
});

describe("a forced mode", () => {
  test("is used if the query or the repository sets it, and the query's setting comes first", () => {
    const server = new SimulatedServer({ threading: "threaded" });
    expect(shareOf("threaded", server.run(500, { inline: 0.1, threaded: 9 }))).toBe(1);
    expect(server.threading.decide(GRAPH, "inline").threaded).toBe(false);
    expect(new SimulatedServer({ threading: "inline" }).threading.decide(EXHAUSTIVE).threaded).toBe(false);
    expect(server.executor.sent).toEqual([]);
  });

  test("does not affect what is learnt for other searches", () => {
    const server = new SimulatedServer({ size: 10_000 });
    for (let search = 0; search < 2_000; search++) {
      const forced = server.threading.decide(GRAPH, search % 2 === 0 ? "threaded" : "inline");
      server.nowMs += forced.threaded ? 0.01 : 50;
      forced.ended("answered");
    }
    expect(shareOf("inline", server.run(40, { inline: 0.4, threaded: 0.4 }))).toBe(1);
  });
});

describe("on a server that a threaded search can crash", () => {
  const unsafe = { safeThreads: false } as const;

  test("auto never uses a thread, however long the search and however much faster a thread would be", () => {
    const server = new SimulatedServer({ ...LONG, ...unsafe });
    expect(shareOf("inline", server.run(30_000, { inline: 3, threaded: 0.1 }, { callers: 16 }))).toBe(1);
    expect(new SimulatedServer(unsafe).threading.decide(EXHAUSTIVE).threaded).toBe(false);
  });

  test("a forced thread is refused, whether the query or the repository sets it; other modes are accepted", () => {
    const refusal = expect.objectContaining({
      code: "UNSUPPORTED_SERVER",
      message: expect.stringMatching(/8\.6\.6.*nothing|nothing.*8\.6\.6/s),
    });
    const { threading } = new SimulatedServer(unsafe);
    expect(() => threading.check("threaded")).toThrow(refusal);
    expect(() => new SimulatedServer({ ...unsafe, threading: "threaded" }).threading.check()).toThrow(
      refusal,
    );
    for (const mode of ["auto", "inline", undefined] as const) threading.check(mode);
    new SimulatedServer({ threading: "threaded" }).threading.check();
  });

  test("with allowUnsafeThreads a forced thread is used, and the process is warned once for each client", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on("warning", note);
    const server = new SimulatedServer({ ...unsafe, allowUnsafeThreads: true });
    server.threading.check("threaded");
    for (let search = 0; search < 3; search++) {
      expect(server.threading.decide(GRAPH, "threaded").threaded).toBe(true);
      expect(server.threading.decide(GRAPH).threaded).toBe(false);
    }
    await new Promise(setImmediate);
    process.off("warning", note);
    expect(warnings).toMatchObject([{ name: "OctavecWarning", code: "OCTAVEC_UNSAFE_THREADS" }]);
  });
});

test("failed searches are not measured, and no longer count as running", () => {
  const server = new SimulatedServer({ size: 10_000 });
  const modes = Array.from({ length: 2_000 }, () => {
    const decision = server.threading.decide(GRAPH);
    server.nowMs += decision.threaded ? 0.01 : 30;
    decision.ended("failed");
    return decision.threaded ? "threaded" : "inline";
  });
  expect(modes).not.toContain("threaded");
  expect(shareOf("inline", server.run(5_000, { inline: 0.3, threaded: 0.5 }), 2_000)).toBeGreaterThan(0.95);
});
