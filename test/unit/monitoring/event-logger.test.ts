import { expect, test } from "vitest";
import { eventLogger } from "../../../src/monitoring/event-logger.js";
import { EVENT_TABLE, type OctavecEvent } from "../../../src/monitoring/index.js";

function logging() {
  const lines: { level: string; fields: object; message: string }[] = [];
  const level = (name: string) => (fields: object, message: string) =>
    void lines.push({ level: name, fields, message });
  let nowMs = 0;
  const logger = { debug: level("debug"), info: level("info"), warn: level("warn"), error: level("error") };
  const log = eventLogger(logger, () => nowMs);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { lines, log, pass };
}

const breaker = (
  from: "closed" | "open" | "half-open",
  to: "closed" | "open" | "half-open" | "isolated",
): OctavecEvent => ({
  type: "breaker",
  server: "redis:6379",
  from,
  to,
});

const LINES: readonly [string, OctavecEvent][] = [
  ["error", { type: "server-down", server: "redis:6379", code: "CONNECTION_FAILED", message: "refused" }],
  ["info", { type: "server-up", server: "redis:6379", downMs: 1_200, failedCalls: 3 }],
  ["warn", { type: "advisory", server: "redis:6379", version: "8.0.2", advisories: ["epsilon"] }],
  ["error", { type: "missing-right", command: "VADD", message: "VADD was refused" }],
  ["warn", { type: "background-failure", job: "sweep", code: "TIMEOUT" }],
  ["error", { type: "embedder-down", model: "a-model", failures: 3, code: "TIMEOUT" }],
  ["info", { type: "embedder-up", model: "a-model", downMs: 12_000, skippedCalls: 40 }],
  ["warn", breaker("closed", "open")],
  ["warn", breaker("closed", "isolated")],
  ["debug", breaker("open", "half-open")],
  ["debug", breaker("half-open", "open")],
  ["info", breaker("open", "closed")],
  ["warn", { type: "failover", from: "redis:6379", to: "redis:6380" }],
  ["warn", { type: "vector-drift", collection: "shop:articles", level: "recalibrate" }],
  ["info", { type: "recalibrated", collection: "shop:articles", version: 2, sampleSize: 300 }],
  ["warn", { type: "decision-mode", mode: "stopped" }],
  ["info", { type: "decision-mode", mode: "evidence" }],
  ["warn", { type: "decision-drift", inputs: ["similarity"] }],
  ["debug", { type: "sweep-leader", elected: true }],
  [
    "info",
    {
      ...{ type: "tuned", setting: "index.efSearch", action: "raised" },
      ...{ from: 100, to: 200, evidence: "EF 200 found more" },
    },
  ],
];

test.each(LINES)("a line of level %s holds the event %j", (level, event) => {
  const { lines, log } = logging();
  log(event);
  expect(lines).toEqual([{ level, fields: event, message: expect.stringMatching(/^octavec: /) }]);
});

test("there is a line of each event of the table, with the fields that its row names", () => {
  const types = Object.keys(EVENT_TABLE);
  expect(new Set(LINES.map(([, { type }]) => type))).toEqual(new Set(types));
  for (const [, { type, ...fields }] of LINES) {
    const named = EVENT_TABLE[type].fields;
    const always = named.filter((field) => !field.startsWith("("));
    expect([type, ...Object.keys(fields)]).toEqual(expect.arrayContaining([type, ...always]));
    for (const field of Object.keys(fields))
      expect(named.map((name) => name.replace(/[()]/g, ""))).toContain(field);
  }
});

test("a logger without debug does without those lines", () => {
  const none = () => {};
  expect(() =>
    eventLogger({ info: none, warn: none, error: none })(breaker("open", "half-open")),
  ).not.toThrow();
});

test("failures of one job with one code make one line per minute, which says how many were left out", () => {
  const { lines, log, pass } = logging();
  const failure = (job: string, code: string) => log({ type: "background-failure", job, code });
  for (let times = 0; times < 5; times++) failure("sweep", "TIMEOUT");
  failure("sweep", "NOT_AUTHORIZED");
  failure("touch", "TIMEOUT");
  expect(lines).toHaveLength(3);
  pass(60_000);
  failure("sweep", "TIMEOUT");
  failure("touch", "TIMEOUT");
  expect(lines.slice(3).map(({ fields }) => fields)).toEqual([
    { type: "background-failure", job: "sweep", code: "TIMEOUT", leftOut: 4 },
    { type: "background-failure", job: "touch", code: "TIMEOUT" },
  ]);
});
