import { expect, test } from "vitest";
import { resolveEndpoint } from "../../../src/connection/endpoint.js";
import { type ConnectOptions, connectOptionsSchema, parseOptions } from "../../../src/options/index.js";

const endpointOf = (options: ConnectOptions) =>
  resolveEndpoint(parseOptions(connectOptionsSchema, options, "connect options"));

test.each<[ConnectOptions, object]>([
  [{}, { host: "localhost", port: 6379, tls: false, database: 0, label: "localhost:6379" }],
  [
    { url: "redis://cache:7000" },
    { host: "cache", port: 7000, tls: false, database: 0, label: "cache:7000" },
  ],
  [{ url: "rediss://cache" }, { host: "cache", port: 6379, tls: true, database: 0, label: "cache:6379" }],
  [{ url: "redis://cache/3" }, { host: "cache", port: 6379, tls: false, database: 3, label: "cache:6379" }],
  [
    { url: "redis://cache:7000/" },
    { host: "cache", port: 7000, tls: false, database: 0, label: "cache:7000" },
  ],
  [
    { url: "redis://[::1]:7000/1" },
    { host: "::1", port: 7000, tls: false, database: 1, label: "[::1]:7000" },
  ],
  [
    { url: "redis://me:p%40ss%2Fw%25rd@cache" },
    {
      host: "cache",
      port: 6379,
      tls: false,
      database: 0,
      label: "cache:6379",
      username: "me",
      password: "p@ss/w%rd",
    },
  ],
  [
    { url: "redis://:only@cache" },
    { host: "cache", port: 6379, tls: false, database: 0, label: "cache:6379", password: "only" },
  ],
  [
    { url: "redis://me:old@cache/1", username: "you", password: "new", database: 0 },
    {
      host: "cache",
      port: 6379,
      tls: false,
      database: 0,
      label: "cache:6379",
      username: "you",
      password: "new",
    },
  ],
])("%j", (options, endpoint) => {
  expect(endpointOf(options)).toEqual(endpoint);
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
])("%s is refused with a code and without being repeated", (url) => {
  expect(() => endpointOf({ url })).toThrow(expect.objectContaining({ code: "INVALID_OPTIONS" }));
  expect(() => endpointOf({ url })).not.toThrow(/hu|100%@|12345678/);
});

test("the label never holds credentials", () => {
  expect(endpointOf({ url: "redis://me:hush@cache", password: "hush" }).label).toBe("cache:6379");
});
