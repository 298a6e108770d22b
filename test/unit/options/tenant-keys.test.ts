import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CacheKeys } from "../../../src/cache/question/index.js";
import { embeddingCacheSchema, hashTag, parseOptions, tenantInKeys } from "../../../src/options/index.js";

const wellFormed = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
/** Texts that differ only in what the key must tell apart. */
const similar = fc.string({
  unit: fc.constantFrom("a", "A", "%", "4", "0", "@", ":", "}", "é", "~", "'", " "),
});

describe("a tenant in keys", () => {
  test("stays as it is if it was a tenant before other characters were allowed, so that its data is found", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_.-]{1,128}$/), (tenant) => {
        expect(tenantInKeys(tenant)).toBe(tenant);
      }),
    );
    expect(new CacheKeys({ namespace: "shop", tenant: "acme", name: "cache" }).base).toBe(
      "{shop:acme:cache}:",
    );
    expect(hashTag({ namespace: "shop", tenant: "acme" }, "events")).toBe("{shop:acme:events}");
  });

  test("can be read back, so that two tenants never have the same keys", () => {
    fc.assert(
      fc.property(fc.oneof(wellFormed, similar), (tenant) => {
        expect(decodeURIComponent(tenantInKeys(tenant))).toBe(tenant);
      }),
      { numRuns: 1_000 },
    );
  });

  test("has no character that ends a hash tag, separates parts of a key, or is a pattern in an ACL rule", () => {
    fc.assert(
      fc.property(wellFormed, (tenant) => {
        expect(tenantInKeys(tenant)).toMatch(/^[A-Za-z0-9_.%-]+$/);
      }),
    );
    expect(tenantInKeys("alice@example.com")).toBe("alice%40example.com");
    expect(tenantInKeys("{a}:*?[b]\\!'()~")).toBe("%7Ba%7D%3A%2A%3F%5Bb%5D%5C%21%27%28%29%7E");
  });

  test("does not begin with that of another tenant and a colon, so an ACL rule admits one tenant only", () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (one, other) => {
        const rule = `{shop:${tenantInKeys(one)}:`;
        const { base } = new CacheKeys({ namespace: "shop", tenant: other, name: "cache" });
        expect(base.startsWith(rule)).toBe(one === other);
      }),
    );
  });
});

describe("a tenant", () => {
  const parse = (tenant: unknown) =>
    parseOptions(embeddingCacheSchema, { namespace: "n", tenant }, "options");

  test.each(["alice@example.com", "a:b", "{a}", "a b", "*", "Ünïcode", "x".repeat(256), "é".repeat(128)])(
    "may be %j",
    (tenant) => {
      expect(parse(tenant).tenant).toBe(tenant);
    },
  );

  test.each([
    ["empty", ""],
    ["longer than 256 bytes", "x".repeat(257)],
    ["longer than 256 bytes in UTF-8", "é".repeat(129)],
    ["half a surrogate pair, which has no bytes of its own", "a\ud800"],
    ["a number", 42],
    ["null", null],
  ])("that is %s is refused with what is expected", (_, tenant) => {
    expect(() => parse(tenant)).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTIONS",
        message: "Invalid options: tenant: expected a text of 1 to 256 bytes, such as the id of a customer.",
      }),
    );
  });
});
