import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  checkGatewayConfig,
  type GatewayConfig,
  gatewayConfigJsonSchema,
} from "../../../src/gateway/index.js";

const SCHEMA = join(import.meta.dirname, "../../../src/gateway/config/octavec.schema.json");

it("the schema for editors is the one that the gateway checks", () => {
  expect(JSON.parse(readFileSync(SCHEMA, "utf8"))).toEqual(gatewayConfigJsonSchema());
});

it("an empty configuration has defaults for everything", () => {
  expect(checkGatewayConfig({})).toMatchObject({
    namespace: "octavec",
    listen: { host: "127.0.0.1", port: 8080, adminPort: 9100 },
    caches: [],
  });
});

it("a cache without an id gets one from its name, always the same", () => {
  const idOf = (name: string) => checkGatewayConfig({ caches: [{ name }] }).caches[0]?.id;
  expect(idOf("support")).toMatch(/^[0-9a-f]{32}$/);
  expect(idOf("support")).toBe(idOf("support"));
  expect(idOf("support")).not.toBe(idOf("sales"));
});

describe("refused with the place", () => {
  const id = "0".repeat(32);
  it.each([
    ["two caches of one name", { caches: [{ name: "a" }, { name: "a" }] }, /caches\.1\.name/],
    [
      "two caches of one id",
      {
        caches: [
          { name: "a", id },
          { name: "b", id },
        ],
      },
      /caches\.1\.id/,
    ],
    ["a proxy without its cache", { proxy: { cache: "a" } }, /proxy\.cache/],
    ["an unknown field", { cache: [] }, /cache/],
    [
      "tools without keys that others can reach",
      { listen: { host: "0.0.0.0" }, mcp: { open: true } },
      /mcp\.open: the gateway listens on 0\.0\.0\.0/,
    ],
    [
      "a key that writes where nothing may be written",
      { mcp: { keys: [{ env: "KEY", write: true, collections: ["*"] }] } },
      /mcp\.keys\.0\.write: expected mcp\.write: true/,
    ],
    ["a key that opens nothing", { mcp: { keys: [{ env: "KEY" }] } }, /mcp\.keys\.0: the key opens nothing/],
    [
      "a key for a cache that is not there",
      { mcp: { keys: [{ env: "KEY", caches: ["support"] }] } },
      /mcp\.keys\.0\.caches\.0: expected the name of one of the caches/,
    ],
    [
      "a collection that is no name",
      { mcp: { keys: [{ env: "KEY", collections: ["shop articles"] }] } },
      /mcp\.keys\.0\.collections\.0/,
    ],
    ["an id of another form", { caches: [{ name: "a", id: "A".repeat(32) }] }, /caches\.0\.id/],
    [
      "an open cache that others can reach",
      { listen: { host: "0.0.0.0" }, caches: [{ name: "a" }] },
      /caches\.0\.keys: the gateway listens on 0\.0\.0\.0/,
    ],
    [
      "an upstream that is no HTTP server",
      {
        caches: [{ name: "a" }],
        proxy: { cache: "a", upstreams: [{ name: "m", format: "openai", baseUrl: "file:///etc" }] },
      },
      /proxy\.upstreams\.0\.baseUrl/,
    ],
    ["no Redis", { redis: "http://localhost" }, /redis/],
  ])("%s", (_what, config, message) => {
    expect(() => checkGatewayConfig(config as GatewayConfig)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTIONS", message: expect.stringMatching(message) }),
    );
  });
});
