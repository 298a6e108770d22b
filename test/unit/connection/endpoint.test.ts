import { expect, test } from "vitest";
import { resolveEndpoint } from "../../../src/connection/endpoint.js";
import { type ConnectOptions, connectOptionsSchema, parseOptions } from "../../../src/options/index.js";

const endpointOf = (options: ConnectOptions) =>
  resolveEndpoint(parseOptions(connectOptionsSchema, options, "connect options"));

const cache = (port = 6379) => ({ address: { host: "cache", port }, tls: false, label: `cache:${port}` });
const socket = { address: { path: "/run/redis/redis.sock" }, tls: false, label: "/run/redis/redis.sock" };

test.each<[ConnectOptions, object]>([
  [{}, { address: { host: "localhost", port: 6379 }, tls: false, database: 0, label: "localhost:6379" }],
  [{ url: "redis://cache:7000" }, { ...cache(7000), database: 0 }],
  [{ url: "redis://cache/3" }, { ...cache(), database: 3 }],
  [{ url: "redis://cache:7000/" }, { ...cache(7000), database: 0 }],
  [
    { url: "redis://[::1]:7000/1" },
    { address: { host: "::1", port: 7000 }, tls: false, database: 1, label: "[::1]:7000" },
  ],
  [
    { url: "redis://me:p%40ss%2Fw%25rd@cache" },
    { ...cache(), database: 0, username: "me", password: "p@ss/w%rd" },
  ],
  [{ url: "redis://:only@cache" }, { ...cache(), database: 0, password: "only" }],
  [
    { url: "redis://me:old@cache/1", username: "you", password: "new", database: 0 },
    { ...cache(), database: 0, username: "you", password: "new" },
  ],
  [{ url: "unix:///run/redis/redis.sock" }, { ...socket, database: 0 }],
  [{ url: "redis+unix:///run/redis/redis.sock?db=3" }, { ...socket, database: 3 }],
  [
    { url: "unix://me:p%40ss%2Fw%25rd@/run/redis/redis.sock?db=3", database: 4 },
    { ...socket, database: 4, username: "me", password: "p@ss/w%rd" },
  ],
  [{ url: "unix://:only@/run/redis/redis.sock" }, { ...socket, database: 0, password: "only" }],
  [
    { url: "unix:///tmp/with%20space%3F.sock" },
    { address: { path: "/tmp/with space?.sock" }, tls: false, database: 0, label: "/tmp/with space?.sock" },
  ],
])("%j", (options, endpoint) => {
  expect(endpointOf(options)).toEqual(endpoint);
});

test("rediss:// checks the server's certificate unless told otherwise", () => {
  expect(endpointOf({ url: "rediss://cache" })).toMatchObject({
    address: { host: "cache", port: 6379 },
    tls: { rejectUnauthorized: true },
  });
  const tls = { rejectUnauthorized: false, servername: "other" };
  expect(endpointOf({ url: "rediss://cache", tls }).tls).toMatchObject(tls);
});

test.each([
  "redis://cache/one",
  "redis://cache/1/2",
  "redis://cache/12345678",
  "redis://me:100%@cache",
  "redis://%zz:hush@cache",
  "redis://me:hu?sh@cache",
  "redis://me:hu#sh@cache",
  "redis://cache:6379?db=1",
  "redis://cache:6379#1",
  "redis://cache:hush",
  "unix://",
  "unix:///",
  "unix://host/path.sock",
  "unix://me:hu/sh@/path.sock",
  "unix://me:hu?sh@/path.sock",
  "unix://me:100%@/path.sock",
  "unix:///path.sock?db=hush",
  "unix:///path.sock?db=1&password=hush",
  "unix:///path.sock?password=hush",
  "redis-socket:///path.sock",
])("%s is refused with a code and without being repeated", (url) => {
  expect(() => endpointOf({ url })).toThrow(expect.objectContaining({ code: "INVALID_OPTIONS" }));
  expect(() => endpointOf({ url })).not.toThrow(/hu|100%@|12345678|path\.sock/);
});

test("the label never holds credentials", () => {
  for (const url of ["redis://me:hush@cache", "unix://me:hush@/cache:6379"]) {
    expect(endpointOf({ url, password: "hush" }).label).toMatch(/^\/?cache:6379$/);
  }
});

test.each<[ConnectOptions, RegExp]>([
  [{ tls: {} }, /tls: needs a url that begins with rediss/],
  [{ url: "unix:///run/redis.sock", tls: {} }, /tls: needs a url that begins with rediss/],
  [
    { password: "hush", credentials: () => ({ password: "hush" }) },
    /credentials: must not be given together/,
  ],
])("what contradicts itself is refused: %j", (options, problem) => {
  expect(() => endpointOf(options)).toThrow(problem);
});
