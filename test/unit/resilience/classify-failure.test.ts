import { describe, expect, test } from "vitest";
import { fromReply } from "../../../src/connection/translate-error.js";
import { ERROR_CODES, type ErrorCode } from "../../../src/errors/codes.js";
import { OctavecError } from "../../../src/errors/index.js";
import { classifyFailure, saysNodeIsSick } from "../../../src/resilience/classify-failure.js";

const classOf = (code: ErrorCode) => classifyFailure(new OctavecError(code, "test"));

test("every code has a class", () => {
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
    expect(["transient", "ambiguous", "permanent"], code).toContain(classOf(code));
  }
});

test("nothing is repeated of which the code itself says that repeating cannot help", () => {
  for (const [code, { retryable }] of Object.entries(ERROR_CODES)) {
    // A moved slot helps whoever follows it, though the caller's own repetition would meet it again.
    if (!retryable && code !== "SLOT_MOVED") expect(classOf(code as ErrorCode), code).toBe("permanent");
  }
});

describe("what the server says", () => {
  test.each([
    ["LOADING Redis is loading the dataset in memory", "transient", true],
    [
      "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
      "transient",
      true,
    ],
    ["TRYAGAIN Multiple keys request during rehashing of slot", "transient", false],
    ["CLUSTERDOWN The cluster is down", "transient", true],
    ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", "transient", true],
    ["READONLY You can't write against a read only replica.", "transient", false],
    ["MOVED 3999 127.0.0.1:6381", "transient", false],
    ["ASK 3999 127.0.0.1:6381", "transient", false],
    ["OOM command not allowed when used memory > 'maxmemory'.", "permanent", false],
    ["NOAUTH Authentication required.", "permanent", false],
    ["NOPERM User reader has no permissions to run the 'vadd' command", "permanent", false],
    ["WRONGTYPE Operation against a key holding the wrong kind of value", "permanent", false],
    ["ERR syntax error", "permanent", false],
    ["ERR syntax error in FILTER expression near: .a >", "permanent", false],
    ["ERR Vector dimension mismatch - got 3 but set has 4", "permanent", false],
  ])("%s", (reply, failureClass, isSick) => {
    const error = fromReply(reply, "VADD");
    expect([classifyFailure(error), saysNodeIsSick(error)]).toEqual([failureClass, isSick]);
  });
});

test("lost connections and timeouts are ambiguous, refused connections are transient, and all say that the node is sick", () => {
  expect(classOf("CONNECTION_LOST")).toBe("ambiguous");
  expect(classOf("TIMEOUT")).toBe("ambiguous");
  expect(classOf("CONNECTION_FAILED")).toBe("transient");
  for (const code of ["CONNECTION_LOST", "TIMEOUT", "CONNECTION_FAILED"] as const) {
    expect(saysNodeIsSick(new OctavecError(code, "test"))).toBe(true);
  }
});

test("what is no error of this library is permanent and says nothing of the node", () => {
  for (const reason of [new Error("abort"), undefined, "TIMEOUT", { code: "TIMEOUT" }]) {
    expect(classifyFailure(reason)).toBe("permanent");
    expect(saysNodeIsSick(reason)).toBe(false);
  }
});
