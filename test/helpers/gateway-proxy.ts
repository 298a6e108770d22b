import type { GatewayConfig, GatewayParts } from "../../src/gateway/index.js";
import { CACHE_ID, startedGateway } from "./gateway.js";
import { startStandIn } from "./provider-stand-in.js";

export const PROMPT = "how do I reset the password of my account";
export const REWORDED = "how do I reset the password of my account please";

/** A body of a chat completion. */
export const chat = (content: string, more: object = {}) => ({
  model: "gpt-large",
  messages: [{ role: "user", content }],
  ...more,
});

/** A gateway with a proxy before a stand-in that answers as the three providers do. Both end with the test. */
export async function startedProxy(
  proxy: Partial<NonNullable<GatewayConfig["proxy"]>> = {},
  config: GatewayConfig = {},
  parts: GatewayParts = {},
) {
  const standIn = await startStandIn();
  const upstreams = (["openai", "anthropic", "google"] as const).map((format) => ({
    ...{ name: format, format },
    baseUrl: format === "openai" ? `${standIn.url}/v1` : standIn.url,
  }));
  const started = await startedGateway(
    {
      caches: [{ id: CACHE_ID, name: "support", threshold: 0.85 }],
      proxy: { cache: "support", upstreams, ...proxy },
      ...config,
    },
    parts,
  );
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(started.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer client-key", ...headers },
      body: JSON.stringify(body),
    });
  return { ...started, standIn, post };
}
