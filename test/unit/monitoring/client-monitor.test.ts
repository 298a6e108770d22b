import { expect, test } from "vitest";
import { type ErrorCode, OctavecError } from "../../../src/errors/index.js";
import { ClientMonitor, type OctavecEvent } from "../../../src/monitoring/index.js";

function monitoring() {
  const events: OctavecEvent[] = [];
  return { events, monitor: new ClientMonitor({ onEvent: (event) => events.push(event) }) };
}

const settled = () => new Promise<void>((resolve) => void setImmediate(resolve));
const failure = (code: ErrorCode) => new OctavecError(code, "test");

test("an outage is told once at its beginning and once at its end, whatever goes wrong meanwhile", async () => {
  const { events, monitor } = monitoring();
  const outage = monitor.outageOf("redis:6379");
  outage.end("connection");
  const sinceMs = performance.now();
  monitor.callFailed(failure("CONNECTION_LOST"));
  outage.begin("connection", failure("CONNECTION_FAILED"), sinceMs);
  outage.begin("connection", failure("CONNECTION_FAILED"), sinceMs);
  outage.begin("breaker", failure("TIMEOUT"), sinceMs);
  monitor.callFailed(failure("CIRCUIT_OPEN"));
  monitor.callFailed(failure("WRONG_TYPE"));
  monitor.callFailed(new Error("the caller's own"));
  outage.end("connection");
  await settled();
  expect(events).toEqual([
    { type: "server-down", server: "redis:6379", code: "CONNECTION_FAILED", message: "test" },
  ]);
  outage.end("breaker");
  outage.end("breaker");
  await settled();
  expect(events.slice(1)).toEqual([
    { type: "server-up", server: "redis:6379", downMs: expect.any(Number), failedCalls: 2 },
  ]);
  expect(monitor.counts).toEqual({ outages: 1, failedCalls: 2, breakerOpenings: 0, missingRights: [] });
});

test("calls that failed before the outage do not count as its own", async () => {
  const { events, monitor } = monitoring();
  monitor.callFailed(failure("TIMEOUT"));
  const outage = monitor.outageOf("redis:6379");
  outage.begin("breaker", failure("TIMEOUT"), performance.now() + 1_000);
  outage.close();
  outage.close();
  await settled();
  expect(events).toMatchObject([{ type: "server-down" }, { type: "server-up", failedCalls: 0 }]);
});

test("a closed client tells nothing of servers that go", async () => {
  const { events, monitor } = monitoring();
  const outage = monitor.outageOf("redis:6379");
  monitor.close();
  outage.begin("connection", failure("CONNECTION_FAILED"), 0);
  outage.close();
  await settled();
  expect(events).toEqual([]);
});

test("a missing right is told once for each command, also of one inside a script; wrong credentials are none", async () => {
  const { events, monitor } = monitoring();
  const refusal = (command: string, reply: string, text: string) =>
    new OctavecError("NOT_AUTHORIZED", text, { details: { command, reply } });
  const vadd = refusal("VADD", "NOPERM", "NOPERM User a has no permissions to run the 'vadd' command");
  for (let times = 0; times < 3; times++) monitor.callFailed(vadd);
  monitor.callFailed(
    refusal(
      "EVALSHA",
      "ERR",
      "ERR ACL failure in script: User a has no permissions to run the 'zadd' command",
    ),
  );
  monitor.callFailed(refusal("GET", "NOPERM", "NOPERM No permissions to access a key"));
  monitor.callFailed(refusal("The handshake", "WRONGPASS", "WRONGPASS invalid username-password pair"));
  monitor.callFailed(failure("NOT_AUTHORIZED"));
  await settled();
  expect(events.map((event) => (event.type === "missing-right" ? event.command : event.type))).toEqual([
    "VADD",
    "ZADD",
    "GET",
  ]);
  expect(monitor.counts.missingRights).toEqual(["VADD", "ZADD", "GET"]);
});

test("the message of a foreign error stays out of events, because it may quote a prompt", async () => {
  const { events, monitor } = monitoring();
  monitor.backgroundFailed({ job: "refresh", code: "Error", error: new Error("cannot answer: my prompt") });
  monitor.backgroundFailed({ job: "sweep", code: "TIMEOUT", error: failure("TIMEOUT") });
  await settled();
  expect(events).toEqual([
    { type: "background-failure", job: "refresh", code: "Error" },
    { type: "background-failure", job: "sweep", code: "TIMEOUT", message: "test" },
  ]);
});

test("openings of a breaker are counted, and not each failed probe", () => {
  const { monitor } = monitoring();
  const server = "redis:6379";
  monitor.breakerChanged({ server, from: "closed", to: "open" });
  monitor.breakerChanged({ server, from: "open", to: "half-open" });
  monitor.breakerChanged({ server, from: "half-open", to: "open" });
  expect(monitor.counts.breakerOpenings).toBe(1);
});
