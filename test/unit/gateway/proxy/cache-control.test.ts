import { expect, test } from "vitest";
import { writeControls } from "../../../../src/gateway/proxy/cache-control.js";

function written(headers: Record<string, string>, tenant = "key:1"): Record<string, string> {
  const given = new Headers(headers);
  writeControls(given, tenant);
  const { "x-octavec-tenant": _, ...rest } = Object.fromEntries(given);
  return rest;
}

test.each([
  ["no-cache", { "x-octavec-refresh": "1" }],
  ["no-store", { "x-octavec-no-store": "1" }],
  ["no-cache, no-store", { "x-octavec-bypass": "1" }],
  ["Only-If-Cached, max-age=60", { "x-octavec-only-if-cached": "1", "x-octavec-max-age-ms": "60000" }],
  ['max-age="5"', { "x-octavec-max-age-ms": "5000" }],
  ["no-cache, max-age=5", { "x-octavec-refresh": "1" }],
  ["max-age=soon, private", {}],
])("Cache-Control: %s becomes %o", (header, expected) => {
  expect(written({ "cache-control": header })).toEqual(expected);
});

test("octavec's own headers win over Cache-Control, and a TTL is given in seconds", () => {
  expect(written({ "cache-control": "no-store", "x-octavec-refresh": "1", "x-octavec-ttl": "60" })).toEqual({
    "x-octavec-refresh": "1",
    "x-octavec-ttl-ms": "60000",
  });
  expect(() => written({ "x-octavec-ttl": "1h" })).toThrow("whole seconds");
});

test("no two callers, tenants or namespaces are given one place, whatever their names look like", () => {
  const places = new Set<string | null>();
  const names = [undefined, "a", "b", "a b", '"a"', '["a",null]', 'key:1 ["a",null]'];
  const callers = ["key:1", "key:2", 'key:1 ["a",null]'];
  let count = 0;
  for (const caller of callers) {
    for (const namespace of names) {
      for (const tenant of names) {
        const headers = new Headers();
        if (namespace !== undefined) headers.set("x-octavec-namespace", namespace);
        if (tenant !== undefined) headers.set("x-octavec-tenant", tenant);
        writeControls(headers, caller);
        places.add(headers.get("x-octavec-tenant"));
        count++;
      }
    }
  }
  // The third caller's name cannot occur: callers are named by a hash or by the configuration.
  expect(places.size).toBeGreaterThanOrEqual(count - 1);
});
