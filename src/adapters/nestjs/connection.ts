import { closeInOrder } from "../../async/index.js";
import { SemanticCache, type SemanticCacheOptions } from "../../cache/index.js";
import { VectorClient } from "../../client.js";
import type { ConnectOptions } from "../../options/index.js";

/** The options of a semantic cache, whose client is that of the connection. */
export type OctavecCacheOptions = Omit<SemanticCacheOptions, "client" | "url">;

/** A client, and the caches on it. Nest calls the hook when the application shuts down. */
export class OctavecConnection {
  readonly #caches = new Set<SemanticCache>();
  #closed: Promise<void> | undefined;

  constructor(readonly client: VectorClient) {}

  /** Connects in the background, so that the application starts although Redis is down. */
  static async open(options: ConnectOptions = {}): Promise<OctavecConnection> {
    return new OctavecConnection(await VectorClient.open({ lazy: true, ...options }));
  }

  cache(options: OctavecCacheOptions): SemanticCache {
    const cache = new SemanticCache({ ...options, client: this.client });
    this.#caches.add(cache);
    return cache;
  }

  /**
   * The last hook: the servers of the application have answered their requests and are closed. So running calls have ended, and the hooks
   * before could still use the client.
   */
  onApplicationShutdown(): Promise<void> {
    this.#closed ??= closeInOrder(this.#caches, this.client);
    return this.#closed;
  }
}
