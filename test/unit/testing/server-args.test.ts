import { expect, test } from "vitest";
import { checkArgs, passwordIn, replicaArgs } from "../../../src/testing/server-args.js";

test("the last password counts, as it does for the server, and an empty one is none", () => {
  expect(passwordIn(["--maxmemory", "1gb"])).toBeUndefined();
  expect(passwordIn(["--requirepass", "a", "--requirepass", "b"])).toBe("b");
  expect(passwordIn(["--requirepass", ""])).toBeUndefined();
});

test("a replica logs in only where the primary asks for it", () => {
  expect(replicaArgs({ host: "127.0.0.1", port: 7 })).toEqual(["--replicaof", "127.0.0.1", "7"]);
  expect(replicaArgs({ host: "h", port: 7, password: "p" })).toContain("--masterauth");
});

test("arguments that would make the handle lie are refused", () => {
  for (const args of [["--port", "6379"], ["--port 6379"], ["--daemonize", "yes"]]) {
    expect(() => checkArgs(args)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  }
  expect(() => checkArgs(["--appendonly", "yes", "--tls-port", "0"])).not.toThrow();
});
