import { expect, test } from "vitest";
import { type ConnectOptions, connect } from "../../../src/index.js";

async function problemOf(options: object): Promise<string> {
  const error = await connect(options as ConnectOptions).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "INVALID_OPTIONS" });
  return String(error);
}

test.each([["redis://:hush@localhost"], [6379], [null], [[]]])(
  "connect(%j) says that it takes an object",
  async (given) => {
    const error = await Reflect.apply(connect, undefined, [given]).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "INVALID_OPTIONS",
      message:
        'Invalid connect options: expected an object; pass the server as url: connect({ url: "redis://HOST:PORT" }).',
    });
  },
);

test.each([
  [
    { host: "localhost", port: 6379 },
    'unknown options "host", "port": pass the server as url: connect({ url: "redis://HOST:PORT" })',
  ],
  [{ socket: { host: "localhost" } }, 'unknown option "socket": pass the server as url'],
  [{ db: 1, pass: "hush" }, 'unknown options "db", "pass": write database; write password'],
  [{ onBackgroundError: () => {} }, "write onEvent"],
  [{ nonsense: "hush" }, 'unknown option "nonsense".'],
  [{ uri: "hush" }, 'unknown option "uri": write url.'],
  [{ ssl: true }, "write rediss:// in the url"],
  [{ rootNodes: ["hush"] }, "write cluster: { nodes }"],
  [{ maxRetries: 3 }, "write retry: { maxRetries, baseDelayMs, maxDelayMs }"],
  [{ poolSize: 3, keyPrefix: "hush" }, "write maxConnections; write namespace where keys are made"],
  [
    { url: new URL("redis://:hush@localhost") },
    "url: expected a text, such as redis://HOST:PORT; of a URL object pass its href",
  ],
  [{ tls: true }, "tls: expected certificates, as in { ca }; to use TLS, write rediss:// in the url"],
  [{ tls: { caCert: "hush" } }, 'Unrecognized key: "caCert"'],
  [{ cluster: ["hush:6379"] }, 'cluster: expected true, or { nodes: ["HOST:PORT"] }'],
  [{ cluster: { nodes: ["redis://:hush@host"] } }, "cluster: expected true, or"],
  [{ sentinel: ["hush:26379"] }, 'sentinel: expected { name, nodes: ["HOST:PORT"] }'],
  [{ url: "localhost:6379" }, "url: expected redis://HOST:PORT, rediss://HOST:PORT for TLS"],
  [{ url: "http://localhost:8080" }, "this is the address of a web server"],
  [{ logger: { info: () => {} } }, "logger: expected a logger with the methods info, warn and error"],
  [{ onEvent: "hush" }, "onEvent: expected a function"],
])("connect(%j) says what to write", async (options, problem) => {
  const said = await problemOf(options);
  expect(said).toContain(problem);
  expect(said).not.toContain("hush");
});
