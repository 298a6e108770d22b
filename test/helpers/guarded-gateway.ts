import { expect, inject } from "vitest";
import { openClient } from "./collection.js";
import { CACHE_ID, startedGateway } from "./gateway.js";
import { startStandIn } from "./provider-stand-in.js";
import { firstReply, rawConnection, rawRequest } from "./raw-http.js";
import { uniquePrefix } from "./unique-prefix.js";

export const ENTRIES = `/v1/caches/${CACHE_ID}/entries`;
/** The body of a request that stores an entry. */
export const ENTRY = JSON.stringify({ prompt: "how do I pay", response: "By card." });
export const KEY = { authorization: "Bearer support-key" };

/** A gateway with small limits, a second client that must be served all the time, and a function that lists what is in Redis. */
export async function guardedGateway() {
  const namespace = uniquePrefix("bad");
  const standIn = await startStandIn();
  const { url, gateway, lines } = await startedGateway(
    {
      namespace,
      limits: {
        ...{ bodyBytes: 1_024, headerBytes: 2_048 },
        ...{ headersTimeoutMs: 100, requestTimeoutMs: 200, drainTimeoutMs: 100 },
      },
      caches: [
        {
          ...{ id: CACHE_ID, name: "support", strategies: ["exact"], attributes: ["lang"] },
          keys: [{ env: "SUPPORT" }],
        },
      ],
      proxy: {
        cache: "support",
        upstreams: (["openai", "anthropic", "google"] as const).map((format) => ({
          ...{ name: format, format, baseUrl: `${standIn.url}/base`, models: ["known*"] },
        })),
      },
    },
    { environment: { SUPPORT: "support-key" } },
  );
  const client = await openClient(inject("redisUrl"));
  const send = async (text: string) => {
    const { socket, closed } = rawConnection(gateway.port);
    socket.write(text);
    return firstReply(await closed);
  };
  return {
    ...{ url, port: gateway.port, lines, standIn, send },
    /** Somebody else is served, nothing is stored, and nothing unexpected happened. */
    async expectUnharmed() {
      const headers = { ...KEY };
      expect((await fetch(`${url}/v1/caches/${CACHE_ID}/health`, { headers })).status).toBe(200);
      const keys = (await client.sendCommand(["KEYS", `{${namespace}:*:e:*`])) as string[];
      expect(keys).toEqual([]);
      expect(lines.filter(({ event }) => event === "unexpected-error")).toEqual([]);
    },
  };
}

/** A request with the right key that stores an entry. */
export const post = (body: string, headers: Record<string, string> = {}) =>
  rawRequest(ENTRIES, { body, headers: { ...KEY, connection: "close", ...headers } });
