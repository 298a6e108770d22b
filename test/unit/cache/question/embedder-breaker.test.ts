import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EmbedderBreaker } from "../../../../src/cache/question/index.js";
import { OctavecError } from "../../../../src/errors/index.js";
import type { EmbedderDownEvent, EmbedderUpEvent } from "../../../../src/monitoring/index.js";

const LIMITS = { failures: 3, cooldownMs: 1_000 };

/** A breaker with a clock of its own. */
function stage() {
  let nowMs = 0;
  const events: (EmbedderDownEvent | EmbedderUpEvent)[] = [];
  const breaker = new EmbedderBreaker("a-model", () => nowMs);
  const attempt = {
    limits: LIMITS,
    signal: undefined,
    report: (event: (typeof events)[number]) => events.push(event),
  };
  return {
    breaker,
    events,
    pass: (ms: number) => {
      nowMs += ms;
    },
    run: (work: () => Promise<unknown>, signal?: AbortSignal) =>
      breaker.run({ ...attempt, signal }, work).then(
        () => "ok",
        (error: { code?: string; message: string }) => error.code ?? error.message,
      ),
  };
}

const works = async () => "vector";
const fails = async () => {
  throw new Error("no route to host");
};

describe("an embedder that fails", () => {
  it("is asked until it has failed three times in a row, and then skipped", async () => {
    const { run } = stage();
    const said = [];
    for (const work of [fails, fails, works, fails, fails, fails, works]) said.push(await run(work));
    expect(said).toEqual([
      "no route to host",
      "no route to host",
      "ok",
      "no route to host",
      "no route to host",
      "no route to host",
      "CIRCUIT_OPEN",
    ]);
  });

  it("is tried by one call when the cooldown is over, while all others still skip it", async () => {
    const { run, pass } = stage();
    for (let i = 0; i < 3; i++) await run(fails);
    pass(999);
    expect(await run(works)).toBe("CIRCUIT_OPEN");
    pass(1);
    let answer: (vector: string) => void = () => {};
    const probe = run(() => new Promise((resolve) => (answer = resolve)));
    expect(await run(works)).toBe("CIRCUIT_OPEN");
    answer("vector");
    expect(await probe).toBe("ok");
    expect(await run(works)).toBe("ok");
  });

  it("is skipped for another cooldown if the one call fails, too", async () => {
    const { run, pass } = stage();
    for (let i = 0; i < 3; i++) await run(fails);
    pass(1_000);
    expect(await run(fails)).toBe("no route to host");
    pass(999);
    expect(await run(works)).toBe("CIRCUIT_OPEN");
    pass(1);
    expect(await run(works)).toBe("ok");
  });

  it("is tried by another call if the caller of the probe gives up", async () => {
    const { run, pass } = stage();
    for (let i = 0; i < 3; i++) await run(fails);
    pass(1_000);
    const gone = AbortSignal.abort(new Error("gone"));
    expect(await run(() => Promise.reject(gone.reason), gone)).toBe("gone");
    expect(await run(works)).toBe("ok");
  });

  it("is reported once when it is skipped and once when it is back, without the words of an uncoded error", async () => {
    const { run, pass, events } = stage();
    for (let i = 0; i < 3; i++) await run(fails);
    await run(works);
    await run(works);
    pass(1_500);
    await run(fails);
    pass(1_000);
    await run(works);
    expect(events).toEqual([
      { type: "embedder-down", model: "a-model", failures: 3, code: "Error" },
      { type: "embedder-up", model: "a-model", downMs: 2_500, skippedCalls: 2 },
    ]);
  });

  it("is not blamed for a text that it refuses, nor for callers who give up", async () => {
    const { run } = stage();
    const refuses = async () => {
      throw new OctavecError("EMBEDDING_FAILED", "too long", { details: { status: 400 } });
    };
    const gone = AbortSignal.abort(new Error("gone"));
    for (let i = 0; i < 5; i++) await run(refuses);
    for (let i = 0; i < 5; i++) await run(() => Promise.reject(gone.reason), gone);
    expect(await run(works)).toBe("ok");
  });

  it("leaves no trace of what is done with a copy for explanations", async () => {
    const { breaker, run, events } = stage();
    for (let i = 0; i < 2; i++) await run(fails);
    const copy = breaker.view();
    await copy.run({ limits: LIMITS, signal: undefined, report: undefined }, fails).catch(() => {});
    expect(copy.figures(LIMITS)).toEqual({ failuresInARow: 3, nextAttemptInMs: 1_000 });
    expect(breaker.figures(LIMITS)).toEqual({ failuresInARow: 2, nextAttemptInMs: undefined });
    expect(events).toEqual([]);
  });
});

it("whatever happens in whatever order, at most one call per cooldown reaches an embedder that stays dead", async () => {
  const step = fc.oneof(fc.constant("call" as const), fc.integer({ min: 1, max: 2_000 }));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { run, pass } = stage();
      let asked = 0;
      let passedMs = 0;
      for (const step of steps) {
        if (step === "call") {
          await run(() => {
            asked++;
            return fails();
          });
        } else {
          pass(step);
          passedMs += step;
        }
      }
      expect(asked).toBeLessThanOrEqual(LIMITS.failures + passedMs / LIMITS.cooldownMs);
    }),
  );
});
