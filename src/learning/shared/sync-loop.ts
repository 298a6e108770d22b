/** Idle instances synchronise this many times less often. */
const MAX_IDLE_FACTOR = 10;

/** Runs a synchronisation in the background again and again: one at a time, less often while there is nothing new. */
export class SyncLoop {
  readonly #sync: () => Promise<boolean>;
  readonly #intervalMs: number;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<boolean> | undefined;
  #idleFactor = 1;

  /**
   * @param sync - One synchronisation; resolves to whether anything was new.
   * @param failed - Told what a synchronisation in the background failed of.
   */
  constructor(sync: () => Promise<boolean>, intervalMs: number, failed: (error: unknown) => void) {
    this.#sync = sync;
    this.#intervalMs = intervalMs;
    this.#failed = failed;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Synchronises now; waits for a synchronisation that is running. @throws what the synchronisation throws. */
  async now(): Promise<boolean> {
    await this.#running?.catch(() => undefined);
    this.#running = this.#sync().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(async () => {
      const wasNew = await this.now().catch((error: unknown) => {
        this.#failed(error);
        return false;
      });
      this.#idleFactor = wasNew ? 1 : Math.min(MAX_IDLE_FACTOR, this.#idleFactor + 1);
      if (this.#timer !== undefined) this.#schedule(this.#idleFactor * this.#intervalMs);
    }, delayMs).unref();
  }
}
