import type { CacheDefinition } from "./cache-definition.js";
import { type CacheParts, closeGatewayCache, type GatewayCache, openGatewayCache } from "./gateway-cache.js";

/** The open caches of a process by their ids, from both origins. Where both have one of the same id, the file wins. */
export class OpenCaches {
  readonly #parts: CacheParts;
  readonly #open = new Map<string, GatewayCache>();

  constructor(parts: CacheParts) {
    this.#parts = parts;
  }

  get(cacheId: string): GatewayCache | undefined {
    return this.#open.get(cacheId);
  }

  list(): GatewayCache[] {
    return [...this.#open.values()];
  }

  /**
   * Makes the open caches of one origin those of the definitions. Those that did not change stay open. Requests that use a replaced
   * one end as they began.
   */
  async replace(from: CacheDefinition["from"], definitions: readonly CacheDefinition[]): Promise<void> {
    const wanted = new Map(definitions.map((definition) => [definition.id, definition]));
    const left: GatewayCache[] = [];
    for (const [id, cache] of this.#open) {
      const next = wanted.get(id);
      const isOfOther = cache.definition.from !== from;
      if (isOfOther && (next === undefined || from === "control")) wanted.delete(id);
      else if (isSame(cache.definition, next)) wanted.delete(id);
      else {
        this.#open.delete(id);
        left.push(cache);
      }
    }
    for (const [id, definition] of wanted) this.#open.set(id, openGatewayCache(definition, this.#parts));
    await Promise.all(left.map(closeGatewayCache));
  }

  async close(): Promise<void> {
    const open = this.list();
    this.#open.clear();
    await Promise.all(open.map(closeGatewayCache));
  }
}

function isSame(definition: CacheDefinition, other: CacheDefinition | undefined): boolean {
  return JSON.stringify(definition) === JSON.stringify(other);
}
