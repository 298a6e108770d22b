import type { SemanticCache } from "../../cache/index.js";
import type { EmbeddingCache } from "../../embedding/index.js";
import type { CachedCall } from "../../provider-calls/index.js";
import type { GatewayRecorder } from "../../telemetry/index.js";
import type { KeyLimits } from "../access/index.js";
import type { GatewayLog } from "../http/index.js";
import type { ProxySettings } from "./proxy-settings.js";

export interface ProxyParts {
  /** Read at every call: they may change. Undefined: the proxy is off. */
  readonly settings: () => ProxySettings | undefined;
  /** The cache with this name; it has no tenant of its own. */
  readonly cacheNamed: (name: string) => SemanticCache | undefined;
  readonly embeddings: EmbeddingCache | undefined;
  readonly limits: KeyLimits;
  readonly log: GatewayLog;
  readonly recorder: GatewayRecorder;
}

/** The same for one call. */
export interface CallParts extends ProxyParts {
  /** Told of each call that was answered from the cache, or stored there. */
  readonly onAnswered?: ((call: CachedCall) => void) | undefined;
}
