import { UsageError } from "../terminal/usage-error.js";

/** A cache of the library: where its keys are. */
export interface CachePlace {
  readonly namespace: string;
  readonly tenant: string;
  readonly name: string | undefined;
}

/** The options of `octavec mcp`. */
export interface McpOptions {
  /** File of the gateway's configuration, for Redis, embedder and caches. */
  readonly config?: string;
  /** URL of Redis. */
  readonly redis?: string;
  /** Names of collections, or beginnings with a `*`, with commas between them. */
  readonly collections: string;
  readonly cache: readonly CachePlace[];
  readonly allowWrite: boolean;
}

/** A tenant is written as keys of Redis have it, so that it may contain any character. @throws UsageError. */
export function cachePlaceOf(text: string): CachePlace {
  const parts = text.split("/");
  const [namespace, tenant, name] = parts;
  if (!namespace || !tenant || name === "" || parts.length > 3) {
    throw new UsageError("--cache: expected namespace/tenant or namespace/tenant/name, such as support/acme");
  }
  try {
    return { namespace, tenant: decodeURIComponent(tenant), name };
  } catch {
    throw new UsageError(
      "--cache: expected a tenant as keys have it, with % and two digits for other characters",
    );
  }
}
