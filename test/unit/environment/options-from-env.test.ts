import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { isOctavecError, optionsFromEnv } from "../../../src/index.js";

function refusalOf(env: Record<string, string>): Error {
  try {
    optionsFromEnv(env);
  } catch (error) {
    if (isOctavecError(error, "INVALID_OPTIONS")) return error;
    throw error;
  }
  return expect.fail("it should have been refused");
}

describe("what is set becomes an option", () => {
  test("every variable fills its own option", () => {
    expect(
      optionsFromEnv({
        REDIS_URL: "rediss://cache:7000/2",
        REDIS_USERNAME: "me",
        REDIS_PASSWORD: " hush ",
        REDIS_DB: "3",
        REDIS_CLIENT_NAME: "shop",
        REDIS_TLS_SERVERNAME: "cache.example",
        REDIS_MIN_CONNECTIONS: "2",
        REDIS_MAX_CONNECTIONS: "20",
        REDIS_ACQUIRE_TIMEOUT_MS: "101",
        REDIS_CONNECT_TIMEOUT_MS: "102",
        REDIS_COMMAND_TIMEOUT_MS: "103",
        REDIS_CLOSE_TIMEOUT_MS: "104",
        REDIS_IDLE_TIMEOUT_MS: "105",
      }),
    ).toEqual({
      url: "rediss://cache:7000/2",
      username: "me",
      password: " hush ",
      database: 3,
      clientName: "shop",
      tls: { servername: "cache.example" },
      minConnections: 2,
      maxConnections: 20,
      acquireTimeoutMs: 101,
      connectTimeoutMs: 102,
      commandTimeoutMs: 103,
      closeTimeoutMs: 104,
      idleTimeoutMs: 105,
    });
  });

  test("nothing set, or set to nothing, leaves every default in place", () => {
    const empty = { REDIS_URL: "", REDIS_HOST: "", REDIS_PORT: "", REDIS_PASSWORD: "", REDIS_TLS_CA: "" };
    for (const env of [{}, empty, { ...empty, REDIS_DB: "", REDIS_TLS: "", REDIS_MAX_CONNECTIONS: "" }]) {
      // Not even keys that are undefined: spread over other options they would wipe these out.
      expect(Object.keys(optionsFromEnv(env))).toEqual([]);
    }
  });

  test.each([
    [{ REDIS_HOST: "cache" }, "redis://cache:6379"],
    [{ REDIS_PORT: "7000" }, "redis://localhost:7000"],
    [{ REDIS_HOST: "10.0.0.1", REDIS_PORT: "7000" }, "redis://10.0.0.1:7000"],
    [{ REDIS_HOST: "::1" }, "redis://[::1]:6379"],
    [{ REDIS_HOST: "cache", REDIS_TLS: "true" }, "rediss://cache:6379"],
    [{ REDIS_HOST: "cache", REDIS_TLS: "0" }, "redis://cache:6379"],
    [{ REDIS_HOST: "cache", REDIS_TLS_SERVERNAME: "x" }, "rediss://cache:6379"],
    [{ REDIS_URL: "unix:///run/redis.sock" }, "unix:///run/redis.sock"],
  ])("%j leads to %s", (env, url) => {
    expect(optionsFromEnv(env).url).toBe(url);
  });

  test("REDIS_URL wins over REDIS_HOST and REDIS_PORT, whatever these hold", () => {
    const env = { REDIS_URL: "redis://here:1", REDIS_HOST: "there", REDIS_PORT: "tcp://10.0.0.1:6379" };
    expect(optionsFromEnv(env)).toEqual({ url: "redis://here:1" });
  });
});

describe("what cannot be is refused by the variable's name", () => {
  test.each<[Record<string, string>, RegExp]>([
    [{ REDIS_URL: "cache:6379" }, /REDIS_URL: expected redis:/],
    [{ REDIS_URL: "redis://cache/one" }, /REDIS_URL: expected a database number/],
    [{ REDIS_HOST: "redis://cache" }, /REDIS_HOST: expected the name or address/],
    [{ REDIS_HOST: "cache:6379" }, /REDIS_HOST: /],
    [{ REDIS_PORT: "tcp://10.0.0.1:6379" }, /REDIS_PORT: .*enableServiceLinks/],
    [{ REDIS_PORT: "0" }, /REDIS_PORT: /],
    [{ REDIS_PORT: "65536" }, /REDIS_PORT: /],
    [{ REDIS_DB: "-1" }, /REDIS_DB: expected a whole number/],
    [{ REDIS_DB: "1e3" }, /REDIS_DB: expected a whole number/],
    [{ REDIS_CLIENT_NAME: "two words" }, /REDIS_CLIENT_NAME: expected printable ASCII/],
    [{ REDIS_MAX_CONNECTIONS: "1001" }, /REDIS_MAX_CONNECTIONS: /],
    [
      { REDIS_MIN_CONNECTIONS: "9", REDIS_MAX_CONNECTIONS: "8" },
      /REDIS_MIN_CONNECTIONS: must not exceed REDIS_MAX_CONNECTIONS/,
    ],
    [{ REDIS_COMMAND_TIMEOUT_MS: "5s" }, /REDIS_COMMAND_TIMEOUT_MS: expected a whole number/],
    [{ REDIS_COMMAND_TIMEOUT_MS: "0" }, /REDIS_COMMAND_TIMEOUT_MS: /],
    [{ REDIS_TLS: "maybe" }, /REDIS_TLS: expected true or false/],
    [{ REDIS_TLS: "true", REDIS_URL: "redis://cache" }, /REDIS_TLS: contradicts REDIS_URL/],
    [{ REDIS_TLS: "false", REDIS_URL: "rediss://cache" }, /REDIS_TLS: contradicts REDIS_URL/],
    [{ REDIS_TLS: "false", REDIS_TLS_SERVERNAME: "x" }, /REDIS_TLS: is off/],
    [{ REDIS_URL: "redis://cache", REDIS_TLS_SERVERNAME: "x" }, /REDIS_TLS_…: needs a url .* rediss:/],
    [{ REDIS_TLS_CA: "/no/such/file.pem" }, /REDIS_TLS_CA: expected PEM text .*ENOENT/],
    [{ REDIS_TLS_CA: "-----BEGIN nonsense" }, /REDIS_TLS_CA: expected a certificate in PEM/],
    [{ REDIS_TLS_KEY: "-----BEGIN nonsense" }, /REDIS_TLS_CERT: must be given together with REDIS_TLS_KEY/],
  ])("%j", (env, problem) => {
    expect(refusalOf(env).message).toMatch(problem);
  });

  test("all of them at once", () => {
    expect(refusalOf({ REDIS_DB: "x", REDIS_PORT: "x" })).toMatchObject({
      details: { issues: [{ path: "REDIS_PORT" }, { path: "REDIS_DB" }] },
    });
  });

  test("no refusal holds a value, least of all a secret", () => {
    const secrets = [
      ...["redis://me:hush%@cache", "redis://me:hu?hush@cache", "me:hush@cache", "redis://:hush@", "hush"],
      ...["unix://me:hush%@/run/x", "redis://:hush@cache:99999", "-----BEGIN hush", "hush\\nhush"],
    ];
    const names = ["REDIS_URL", "REDIS_HOST", "REDIS_PORT", "REDIS_DB", "REDIS_TLS", "REDIS_TLS_CA"];
    for (const name of [...names, "REDIS_TLS_CERT", "REDIS_TLS_KEY", "REDIS_MAX_CONNECTIONS"]) {
      for (const secret of secrets) {
        // A host may be named hush.
        if (name === "REDIS_HOST" && secret === "hush") continue;
        const others = { REDIS_PASSWORD: "hush", REDIS_TLS_PASSPHRASE: "hush", REDIS_DB: "x" };
        const error = refusalOf({ ...others, [name]: secret });
        const shown = `${inspect(error, { depth: 20, showHidden: true })}${JSON.stringify(error)}${error.stack}`;
        expect(shown).not.toContain("hush");
      }
    }
  });
});
