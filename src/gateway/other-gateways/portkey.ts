import { namespaceIn, type OtherGateway, refused, type Said, switchIn, ttlIn } from "./other-gateway.js";

const CONFIG = "x-portkey-config";
const CACHE = "x-portkey-cache";
const REFRESH = "x-portkey-cache-force-refresh";
const NAMESPACE = "x-portkey-cache-namespace";

/** https://portkey.ai/docs/product/ai-gateway/cache-simple-and-semantic */
export const PORTKEY: OtherGateway = {
  prefixes: ["x-portkey-"],
  read(headers) {
    const config = configIn(headers.get(CONFIG));
    const cache = headers.get(CACHE);
    return {
      ...modeOf(CONFIG, config?.cache),
      ...(cache === null ? {} : modeOf(CACHE, cache.startsWith("{") ? parsed(CACHE, cache) : cache)),
      refresh: switchIn(REFRESH, headers.get(REFRESH)),
      namespace: namespaceIn(NAMESPACE, headers.get(NAMESPACE)),
      ignored: config === undefined || Object.keys(config).some((name) => name !== "cache") ? [CONFIG] : [],
    };
  },
  tell: ({ outcome, isHit }, { refresh }) => ({
    "x-portkey-cache-status": statusOf(outcome, isHit, refresh === true),
  }),
};

function statusOf(outcome: string, isHit: boolean, isRefresh: boolean): string {
  if (outcome === "hit-semantic") return "SEMANTIC HIT";
  if (isHit) return "HIT";
  if (outcome === "bypass") return "DISABLED";
  return isRefresh ? "REFRESH" : "MISS";
}

/** Undefined for the name of a configuration that is kept at Portkey, and that this gateway cannot read. */
function configIn(header: string | null): Readonly<Record<string, unknown>> | undefined {
  if (header === null) return {};
  return header.trim().startsWith("{") ? parsed(CONFIG, header) : undefined;
}

/** `simple`, `semantic`, or an object with `mode` and `max_age` in seconds. */
function modeOf(name: string, cache: unknown): Said {
  if (cache === undefined || cache === null) return {};
  const { mode, max_age } =
    typeof cache === "object"
      ? (cache as { mode?: unknown; max_age?: unknown })
      : { mode: cache, max_age: undefined };
  if (mode !== undefined && mode !== "simple" && mode !== "semantic") {
    throw refused(name, "expects the cache mode simple or semantic");
  }
  return { exactOnly: mode === "simple", ttlMs: ttlIn(`${name}: max_age`, max_age) };
}

function parsed(name: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw refused(name, "expects a JSON object");
  }
}
