import { expect, test } from "vitest";
import { connectOptionsSchema, parseOptions } from "../../../src/options/index.js";
import { labelOf, optionsFor } from "../../../src/topology/nodes/node-address.js";

const parse = (options: object) => parseOptions(connectOptionsSchema, options, "connect options");

test.each([
  ["redis://seed:1", { host: "node", port: 2 }, "redis://node:2"],
  ["rediss://user:p%40ss@seed/0", { host: "::1", port: 2 }, "rediss://user:p%40ss@[::1]:2/0"],
  ["redis://:hush@[::2]:1/3", { host: "10.0.0.1", port: 6_379 }, "redis://:hush@10.0.0.1:6379/3"],
])("%s for another server keeps credentials, TLS and database", (url, address, expected) => {
  const options = parse({ url, clientName: "me" });
  expect(optionsFor(options, address)).toEqual({ ...options, url: expected });
});

test("an IPv6 host is told from its port by brackets", () => {
  expect([labelOf({ host: "::1", port: 2 }), labelOf({ host: "h", port: 2 })]).toEqual(["[::1]:2", "h:2"]);
});
