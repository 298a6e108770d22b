import dns from "node:dns";
import { expect, onTestFinished } from "vitest";
import { codeOf } from "../helpers/outcome.js";
import { faultTest } from "./fault-stage.js";

const HOST = "redis.octavec.invalid";

/** Stands in for the name server for this one name; all others are looked up as ever. */
function resolveName(): { isKnown: boolean } {
  const name = { isKnown: true };
  const original = dns.lookup;
  onTestFinished(() => {
    dns.lookup = original;
  });
  dns.lookup = new Proxy(original, {
    apply(lookup, self, [host, ...rest]: [string, ...unknown[]]) {
      const callback = rest.at(-1);
      if (host !== HOST || typeof callback !== "function")
        return Reflect.apply(lookup, self, [host, ...rest]);
      if (name.isKnown) return Reflect.apply(lookup, self, ["127.0.0.1", ...rest]);
      const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${HOST}`), { code: "ENOTFOUND" });
      setImmediate(() => callback(error));
    },
  });
  return name;
}

faultTest(
  "unresolved",
  "when the server's name no longer resolves open connections go on, lost ones are missed, and all is well when it resolves again",
  async (stage) => {
    const name = resolveName();
    const redis = await stage.startRedis();
    const url = `redis://${HOST}:${redis.port}`;
    const client = await stage.connect(url);
    const docs = stage.docsOf(client);
    await stage.write(docs);

    name.isKnown = false;
    expect(await stage.write(docs)).toBe("resolved");
    const failure: unknown = await stage.connect(url).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "CONNECTION_FAILED", retryable: true });
    expect(String(failure)).toMatch(/redis\.octavec\.invalid.*ENOTFOUND/);
    await client.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no"]).catch(() => {});
    await expect.poll(() => stage.once(client), { timeout: 10_000 }).toBe("CONNECTION_FAILED");
    for (const outcome of await stage.mixedCalls(client, docs)) {
      expect(outcome).not.toBe("resolved");
    }

    name.isKnown = true;
    await stage.recovered(() => stage.write(docs));
    for (const outcome of await stage.mixedCalls(client, docs)) expect(outcome).toBe("resolved");
  },
);

faultTest("unresolved", "a client whose host never resolves is told so by connect", async (stage) => {
  expect(await stage.call(() => stage.connect("redis://no-such-host.invalid:6379"))).toBe(
    "CONNECTION_FAILED",
  );
  expect(await codeOf(stage.connect("redis://no-such-host.invalid:6379"))).toBe("CONNECTION_FAILED");
});
