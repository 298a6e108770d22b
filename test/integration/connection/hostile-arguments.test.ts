import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { connect, isOctavecError, type VectorClient } from "../../../src/index.js";
import { HOSTILE_VALUES } from "../../helpers/hostile-values.js";

let client: VectorClient;

beforeAll(async () => {
  client = await connect({ url: inject("redisUrl"), minConnections: 1 });
});
afterAll(() => client.close());

test.each<[string, (value: never) => Promise<unknown>]>([
  ["sendCommand", (value) => client.sendCommand(value)],
  ["sendCommand, as its option", (value) => client.sendCommand(["PING"], value)],
  ["lease", (value) => client.lease(value)],
  ["lease, as its option", (value) => client.lease(async () => undefined, value)],
  ["health", (value) => client.health(value)],
  ["isolate", async (value) => value !== undefined && client.isolate(value)],
])("%s: a hostile argument fails with a code, and the client goes on", async (_, call) => {
  for (const [name, make] of Object.entries(HOSTILE_VALUES)) {
    // Functions are what `lease` takes: what they throw is for the caller.
    if (name.endsWith("function")) continue;
    const error = await call(make() as never).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error !== undefined && !isOctavecError(error)) throw new Error(name, { cause: error });
  }
  expect(await client.sendCommand(["PING"])).toBe("PONG");
});
