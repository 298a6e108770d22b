import type { Executor } from "../../executor.js";
import { readList } from "../../reply.js";
import type { MigrationKeys } from "../target/migration-keys.js";
import type { Side } from "../target/versioned-script.js";

export interface AliasState {
  /** The side that answers reads and decides writes. */
  readonly side: Side;
  /** The alias is about to change: writes wait. */
  readonly switching: boolean;
}

/** Reads the alias, at most `maxAgeMs` behind. */
export class AliasReader {
  #known: { readonly state: AliasState; readonly askedAtMs: number } | undefined;
  #asking: Promise<AliasState> | undefined;

  constructor(
    private readonly executor: Executor,
    private readonly keys: MigrationKeys,
    private readonly maxAgeMs: number,
    private readonly timeoutMs: number,
  ) {}

  /**
   * The state as it was no longer than `maxAgeMs` ago. While Redis cannot be asked: what was known last, so that the live
   * traffic goes on.
   *
   * @throws the error of the connection when it was never known.
   */
  async current(): Promise<AliasState> {
    const known = this.#known;
    if (known !== undefined && performance.now() - known.askedAtMs < this.maxAgeMs) return known.state;
    try {
      return await this.ask();
    } catch (error) {
      if (this.#known === undefined) throw error;
      return this.#known.state;
    }
  }

  /** Asks now; callers at the same time share one question. */
  ask(): Promise<AliasState> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<AliasState> {
    // From before the question: the answer is at least as young as that.
    const askedAtMs = performance.now();
    const reply = await this.executor.send(["MGET", this.keys.alias, this.keys.switching], {
      // Not readOnly: a replica may be behind.
      idempotent: true,
      timeoutMs: this.timeoutMs,
    });
    const [side, switching] = readList("MGET", reply);
    const state: AliasState = { side: side === "new" ? "new" : "old", switching: switching !== null };
    this.#known = { state, askedAtMs };
    return state;
  }
}
