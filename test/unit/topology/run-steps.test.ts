import { expect, test } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import type { StepResult } from "../../../src/executor.js";
import type { Hop } from "../../../src/topology/cluster/hop.js";
import { runSteps, type StepRouter } from "../../../src/topology/cluster/run-steps.js";

const hopTo = (port: number, kind: Hop["kind"] = "first"): Hop => ({
  address: { host: "h", port },
  replicas: [],
  kind,
});
const moved = new OctavecError("SLOT_MOVED", "moved");
const failed = (error: OctavecError): StepResult => ({ ok: false, error, sent: true });

/** Steps are `["GET", "<port>"]` or `["GET", "<port>", "<port after redirection>"]`; the reply is `port:index of arrival`. */
function router(overrides: Partial<StepRouter> = {}): StepRouter & { arrivals: string[] } {
  const arrivals: string[] = [];
  return {
    arrivals,
    start: (step) => ({ slot: 0, hop: hopTo("transaction" in step ? 0 : Number(step[1])) }),
    run: async (steps, hop) =>
      steps.map((step): StepResult => {
        const words = "transaction" in step ? [] : step.map(String);
        arrivals.push(`${hop.kind}${hop.address.port}:${words.join(" ")}`);
        return words.length > 3 && hop.kind === "first"
          ? failed(moved)
          : { ok: true, value: `${hop.address.port} ${words[2]}` };
      }),
    next: (error) => (error === moved ? { slot: 0, hop: hopTo(9, "moved") } : undefined),
    ...overrides,
  };
}

test("parts go to their nodes in order, and the results come back in place", async () => {
  const to = router();
  const steps = [1, 2, 1, 2, 1].map((port, index) => ["GET", String(port), String(index)]);
  const values = (await runSteps(steps, {}, to)).map((result) => result.ok && result.value);
  expect(values).toEqual(["1 0", "2 1", "1 2", "2 3", "1 4"]);
  expect(to.arrivals.filter((arrival) => arrival.startsWith("first1"))).toEqual(
    [0, 2, 4].map((index) => `first1:GET 1 ${index}`),
  );
});

test("steps that were redirected are repeated in their order, the others are not", async () => {
  const to = router();
  const steps = [
    ["GET", "1", "a", "x"],
    ["GET", "1", "b"],
    ["GET", "2", "c", "x"],
    ["GET", "1", "d", "x"],
  ];
  const values = (await runSteps(steps, {}, to)).map((result) => result.ok && result.value);
  expect(values).toEqual(["9 a", "1 b", "9 c", "9 d"]);
  expect(to.arrivals.slice(4)).toEqual(["moved9:GET 1 a x", "moved9:GET 2 c x", "moved9:GET 1 d x"]);
});

test("a step that can go nowhere fails by itself, unsent", async () => {
  const crossing = new OctavecError("CROSS_SLOT", "two slots");
  const base = router();
  const to = router({
    start: (step) => {
      if ("transaction" in step) throw crossing;
      return base.start(step);
    },
  });
  const results = await runSteps([{ transaction: [] }, ["GET", "1", "a"]], {}, to);
  expect(results).toEqual([
    { ok: false, error: crossing, sent: false },
    { ok: true, value: "1 a" },
  ]);
});

test("a node that cannot be reached fails its own part only", async () => {
  const down = new OctavecError("CONNECTION_FAILED", "down");
  const base = router();
  const to = router({
    run: async (steps, hop, options) => {
      if (hop.address.port === 2) throw down;
      return base.run(steps, hop, options);
    },
  });
  const results = await runSteps(
    [
      ["GET", "1", "a"],
      ["GET", "2", "b"],
    ],
    {},
    to,
  );
  expect(results).toEqual([
    { ok: true, value: "1 a" },
    { ok: false, error: down, sent: false },
  ]);
});

test("an abort before anything was sent rejects with its reason; later it only fails what was not sent", async () => {
  const end = new AbortController();
  const whole = router({
    run: async () => {
      end.abort("enough");
      throw end.signal.reason;
    },
  });
  await expect(
    runSteps(
      [
        ["GET", "1", "a"],
        ["GET", "2", "b"],
      ],
      { signal: end.signal },
      whole,
    ),
  ).rejects.toBe("enough");

  const base = router();
  const part = router({
    run: async (steps, hop, options) => {
      if (hop.address.port === 2) throw end.signal.reason;
      return base.run(steps, hop, options);
    },
  });
  expect(
    await runSteps(
      [
        ["GET", "1", "a"],
        ["GET", "2", "b"],
      ],
      { signal: end.signal },
      part,
    ),
  ).toMatchObject([{ ok: true }, { ok: false, sent: false, error: { code: "ABORTED", cause: "enough" } }]);
});

test("no steps, no results", async () => {
  expect(await runSteps([], {}, router())).toEqual([]);
});
