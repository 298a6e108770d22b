/** Idle instances go this many times less often. */
const MAX_IDLE_FACTOR = 10;

/** Trips to Redis in the background, again and again: one at a time, less often while there is nothing to tell or hear. */
export class Trips {
  readonly #make: () => Promise<boolean>;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<boolean> | undefined;
  #idleFactor = 1;

  /** @param make - One trip; gives whether anything was new. */
  constructor(make: () => Promise<boolean>, everyMs: number) {
    this.#make = make;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#schedule(0);
  }

  /** One trip now, after one that is under way. @throws what keeps it from being made. */
  async now(): Promise<boolean> {
    await this.#underWay?.catch(() => undefined);
    this.#underWay = this.#make().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(async () => {
      const wasNew = await this.now().catch(() => false);
      this.#idleFactor = wasNew ? 1 : Math.min(MAX_IDLE_FACTOR, this.#idleFactor + 1);
      if (this.#timer !== undefined) this.#schedule(this.#idleFactor * this.#everyMs);
    }, delayMs).unref();
  }
}
