import type { Executor } from "../../executor.js";
import { readList } from "../../reply.js";
import type { MigrationKeys } from "../target/migration-keys.js";
import type { Side } from "../target/versioned-script.js";

export interface AliasState {
  /** The active side. */
  readonly side: Side;
  /** Whether the alias is about to change. Writes must wait. */
  readonly switching: boolean;
}

/** Reads the alias from Redis and caches it for `maxAgeMs`. */
export class AliasReader {
  #known: { readonly state: AliasState; readonly requestedAtMs: number } | undefined;
  #request: Promise<AliasState> | undefined;

  constructor(
    private readonly executor: Executor,
    private readonly keys: MigrationKeys,
    private readonly maxAgeMs: number,
    private readonly timeoutMs: number,
  ) {}

  /**
   * The state, at most `maxAgeMs` old. If Redis cannot be reached, the last known state of any age, so that live traffic
   * continues.
   *
   * @throws the error of the connection if no state is known yet.
   */
  async current(): Promise<AliasState> {
    const known = this.#known;
    if (known !== undefined && performance.now() - known.requestedAtMs < this.maxAgeMs) return known.state;
    try {
      return await this.refresh();
    } catch (error) {
      if (this.#known === undefined) throw error;
      return this.#known.state;
    }
  }

  /** Reads the state from Redis. Concurrent callers share one request. */
  refresh(): Promise<AliasState> {
    this.#request ??= this.#read().finally(() => {
      this.#request = undefined;
    });
    return this.#request;
  }

  async #read(): Promise<AliasState> {
    // The time before the request, so that the age is never underestimated.
    const requestedAtMs = performance.now();
    const reply = await this.executor.send(["MGET", this.keys.alias, this.keys.switching], {
      // Not `readOnly`: a replica may lag behind.
      idempotent: true,
      timeoutMs: this.timeoutMs,
    });
    const [side, switching] = readList("MGET", reply);
    const state: AliasState = { side: side === "new" ? "new" : "old", switching: switching !== null };
    this.#known = { state, requestedAtMs };
    return state;
  }
}
