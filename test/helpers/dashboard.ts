import { onTestFinished } from "vitest";
import { openNamespace } from "../../src/cli/cache/cache-flags.js";
import { type DashboardOptions, openDashboard } from "../../src/cli/dashboard/open-dashboard.js";
import { createTestEmbedder, type Embedder } from "../../src/embedding/index.js";
import { openCache } from "./cache.js";
import { openClient } from "./collection.js";

/** Starts what `octavec dashboard` starts, with a cache of the test. It ends with the test. */
export async function startedDashboard(
  redisUrl: string,
  { embedder, ...options }: Partial<DashboardOptions> & { readonly embedder?: Embedder } = {},
) {
  const used = embedder ?? createTestEmbedder({ dimension: 128 });
  const { cache, namespace, another } = await openCache(redisUrl, { embedder: used });
  const client = await openClient(redisUrl);
  const caches = openNamespace(client, { namespace }, { embedder: used, timeoutMs: 5_000 });
  onTestFinished(() => caches.close());
  const dashboard = await openDashboard({
    ...{ client, caches, namespace, tenant: "acme", threshold: 0.9, canWrite: false },
    ...{ host: "127.0.0.1", port: 0, token: undefined, intervalMs: 1 },
    ...options,
  });
  onTestFinished(() => dashboard[Symbol.asyncDispose]());
  const url = `http://127.0.0.1:${dashboard.port}`;
  return { url, cache, another, namespace, ...asking(url) };
}

/** Requests as the page sends them, or as `headers` changes them. */
function asking(url: string) {
  const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const reply = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = reply.headers.get("content-type")?.startsWith("application/json") === true;
    return {
      status: reply.status,
      headers: reply.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  };
  return {
    get: (path: string, headers?: Record<string, string>) => ask("GET", path, undefined, headers),
    post: (path: string, body: object, headers?: Record<string, string>) => ask("POST", path, body, headers),
  };
}
