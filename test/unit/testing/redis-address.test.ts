import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRedisUrl, redisUrl } from "../../../src/testing/redis-address.js";

test("a URL gives host, port, credentials and whether to encrypt, with the usual defaults", () => {
  expect(parseRedisUrl("redis://cache.example")).toEqual({ host: "cache.example", port: 6379, tls: false });
  expect(parseRedisUrl("rediss://ann:p%40ss@[::1]:7000/3")).toEqual({
    host: "::1",
    port: 7000,
    tls: true,
    username: "ann",
    password: "p@ss",
  });
});

test("whatever password a server has, its URL leads back to it", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 20, unit: "binary" }),
      fc.integer({ min: 1, max: 65_535 }),
      (password, port) => {
        const address = { host: "127.0.0.1", port, tls: false, password };
        expect(parseRedisUrl(redisUrl(address))).toEqual(address);
      },
    ),
  );
});

test("what is no Redis URL is refused without repeating it, since it may hold a password", () => {
  for (const text of ["secret-without-scheme", "http://user:secret@host"]) {
    expect(() => parseRedisUrl(text)).toThrow(/redis:\/\//);
    expect(() => parseRedisUrl(text)).not.toThrow(/secret/);
  }
});
