import { expect, test } from "vitest";
import { type ConnectOptions, connect } from "../../../src/index.js";

async function problemOf(options: object): Promise<string> {
  const error = await connect(options as ConnectOptions).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "INVALID_OPTIONS" });
  return String(error);
}

test.each([
  [
    { host: "localhost", port: 6379 },
    'unknown options "host", "port": pass the server as url: connect({ url: "redis://HOST:PORT" })',
  ],
  [{ socket: { host: "localhost" } }, 'unknown option "socket": pass the server as url'],
  [{ db: 1, pass: "hush" }, 'unknown options "db", "pass": write database; write password'],
  [{ onBackgroundError: () => {} }, "write onEvent"],
  [{ nonsense: "hush" }, 'unknown option "nonsense".'],
  [{ url: "localhost:6379" }, "url: expected redis://HOST:PORT, rediss://HOST:PORT for TLS"],
  [{ url: "http://localhost:8080" }, "this is the address of a web server"],
  [{ logger: { info: () => {} } }, "logger: expected a logger with the methods info, warn and error"],
  [{ onEvent: "hush" }, "onEvent: expected a function"],
])("connect(%j) says what to write", async (options, problem) => {
  const said = await problemOf(options);
  expect(said).toContain(problem);
  expect(said).not.toContain("hush");
});
