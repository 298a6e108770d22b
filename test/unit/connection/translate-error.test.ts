import { ErrorReply } from "@redis/client";
import { describe, expect, test } from "vitest";
import { connectionFailed, connectionLost, fromReply } from "../../../src/connection/translate-error.js";
import { OctavecError } from "../../../src/errors/index.js";

describe("error replies", () => {
  test.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", "OUT_OF_MEMORY"],
    ["READONLY You can't write against a read only replica.", "READ_ONLY"],
    ["NOAUTH Authentication required.", "NOT_AUTHORIZED"],
    ["WRONGPASS invalid username-password pair or user is disabled.", "NOT_AUTHORIZED"],
    ["ERR invalid username-password pair", "NOT_AUTHORIZED"],
    ["NOPERM User u has no permissions to run the 'vsim' command", "NOT_AUTHORIZED"],
    ["ERR ACL failure in script: User u has no permissions to run the 'zadd' command", "NOT_AUTHORIZED"],
    ["DENIED Redis is running in protected mode because …", "NOT_AUTHORIZED"],
    ["WRONGTYPE Operation against a key holding the wrong kind of value", "WRONG_TYPE"],
    ["LOADING Redis is loading the dataset in memory", "SERVER_BUSY"],
    ["BUSY Redis is busy running a script.", "SERVER_BUSY"],
    ["MASTERDOWN Link with MASTER is down", "SERVER_BUSY"],
    ["CLUSTERDOWN Hash slot not served", "SERVER_BUSY"],
    ["TRYAGAIN Multiple keys request during rehashing of slot", "SERVER_BUSY"],
    ["NOREPLICAS Not enough good replicas to write.", "SERVER_BUSY"],
    ["ERR max number of clients reached", "SERVER_BUSY"],
    ["MOVED 3999 127.0.0.1:6381", "SLOT_MOVED"],
    ["ASK 3999 127.0.0.1:6381", "SLOT_MOVED"],
    ["CROSSSLOT Keys in request don't hash to the same slot", "CROSS_SLOT"],
    ["ERR Vector dimension mismatch - got 3 but set has 2", "DIMENSION_MISMATCH"],
    ["ERR Input dimension mismatch for projection - got 3 but projection expects 2", "DIMENSION_MISMATCH"],
    ["ERR asked quantization mismatch with existing vector set", "COLLECTION_MISMATCH"],
    ["ERR asked M value mismatch with existing vector set", "COLLECTION_MISMATCH"],
    ["ERR cannot add projection to existing set without projection", "COLLECTION_MISMATCH"],
    ["ERR syntax error in FILTER expression near: .a ==", "INVALID_FILTER"],
    ["ERR invalid vector specification", "INVALID_VECTOR"],
    ["ERR unknown command 'VRANGE', with args beginning with: 'k' ", "UNSUPPORTED_COMMAND"],
    ["ERR element not found in set", "COMMAND_FAILED"],
    ["EXECABORT Transaction discarded because of previous errors.", "COMMAND_FAILED"],
    ["", "COMMAND_FAILED"],
  ])("%s → %s", (text, code) => {
    expect(fromReply(text, "VADD")).toMatchObject({ code, details: { command: "VADD" } });
  });

  test("a redirection says which slot is where, and whether for good", () => {
    expect(fromReply("MOVED 3999 127.0.0.1:6381", "VADD").details).toEqual({
      ...{ command: "VADD", reply: "MOVED", slot: 3_999, target: "127.0.0.1:6381" },
    });
    expect(fromReply("ASK 1 :6381", "VADD").details).toMatchObject({
      reply: "ASK",
      slot: 1,
      target: ":6381",
    });
  });

  test("what the server repeats of the caller's arguments is left out", () => {
    const texts = [
      'ERR syntax error in FILTER expression near: .name == "hush"',
      "ERR unknown command 'VFOO', with args beginning with: 'hush' 'hush\nhush' ",
    ];
    for (const text of texts) expect(fromReply(text, "VSIM").message).not.toMatch(/hush/);
    expect(fromReply(texts[1] ?? "", "VFOO").message).toContain("unknown command 'VFOO'");
  });

  test("a reply of any length makes a short message", () => {
    expect(fromReply(`ERR ${"x".repeat(10_000)}`, "EVAL").message.length).toBeLessThan(300);
  });

  test("what may pass by itself is retryable, what will not is not", () => {
    expect(fromReply("LOADING", "VADD").retryable).toBe(true);
    expect(fromReply("ERR max number of clients reached", "VADD").retryable).toBe(true);
    expect(fromReply("WRONGPASS no", "HELLO").retryable).toBe(false);
  });
});

describe("transport failures", () => {
  test("a lost connection says that a write may have happened, and keeps its cause", () => {
    const cause = new Error("read ECONNRESET");
    expect(connectionLost("host:1", cause)).toMatchObject({
      code: "CONNECTION_LOST",
      cause,
      retryable: true,
    });
  });

  test("a refused connection says where to and why", () => {
    const cause = new AggregateError([new Error("connect ECONNREFUSED 127.0.0.1:1"), new Error("other")]);
    const error = connectionFailed("host:1", cause);
    expect(error).toMatchObject({ code: "CONNECTION_FAILED", cause, retryable: true });
    expect(error.message).toMatch(/host:1: connect ECONNREFUSED/);
    expect(connectionFailed("host:1", new TypeError("")).message).toMatch(/host:1: TypeError/);
    expect(connectionFailed("host:1", "odd").message).toMatch(/host:1: odd/);
  });

  test.each([
    ["CERT_NOT_YET_VALID", {}, /not valid yet/],
    ["ERR_SSL_WRONG_VERSION_NUMBER", {}, /does not speak TLS/],
    ["EACCES", {}, /may not open the socket.*unixsocketperm/],
    ["EACCES", { port: 6379 }, /connect EACCES/],
  ])("%s %j is put into plain words where there are any", (code, fields, words) => {
    const cause = Object.assign(new Error(`connect ${code}`), { code, ...fields });
    const error = connectionFailed("host:1", cause);
    expect(error).toMatchObject({ code: "CONNECTION_FAILED", cause });
    expect(error.message).toMatch(words);
  });

  test("what is coded already stays as it is", () => {
    const known = new OctavecError("UNSUPPORTED_SERVER", "old");
    expect(connectionFailed("host:1", known)).toBe(known);
  });

  test.each([
    ["WRONGPASS invalid username-password pair or user is disabled.", "NOT_AUTHORIZED"],
    ["ERR max number of clients reached", "SERVER_BUSY"],
    ["MOVED 3999 127.0.0.1:6381", "SLOT_MOVED"],
    ["ASK 3999 127.0.0.1:6381", "SLOT_MOVED"],
    ["CROSSSLOT Keys in request don't hash to the same slot", "CROSS_SLOT"],
    ["ERR unknown command 'HELLO', with args beginning with: '3' ", "UNSUPPORTED_SERVER"],
    ["ERR unknown command `HELLO`, with args beginning with: `3`, ", "UNSUPPORTED_SERVER"],
  ])("a handshake refused with %s → %s", (text, code) => {
    expect(connectionFailed("host:1", new ErrorReply(text))).toMatchObject({ code });
  });
});
