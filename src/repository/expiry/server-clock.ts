import type { Reply } from "../../executor.js";
import { listOf } from "../../reply.js";

/** A reading of the server's clock is used for a minute. Two clocks drift apart by a few milliseconds in that time. */
const MAX_AGE_MS = 60_000;
/** If the process was suspended, or its clock was set, the two local clocks differ by more than this. */
const MAX_JUMP_MS = 1_000;

export interface LocalClocks {
  /** Monotonic. */
  readonly elapsedMs: () => number;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

/** What time it is on the server, computed from its last answer to TIME. */
export class ServerClock {
  readonly #local: LocalClocks;
  #reading: { readonly serverMs: number; readonly elapsedMs: number; readonly wallMs: number } | undefined;

  constructor(local: LocalClocks) {
    this.#local = local;
  }

  /** Whether the clock must be read before it is used. */
  get isOld(): boolean {
    if (this.#reading === undefined) return true;
    const elapsedMs = this.#local.elapsedMs() - this.#reading.elapsedMs;
    const wallMs = this.#local.wallMs() - this.#reading.wallMs;
    return elapsedMs > MAX_AGE_MS || Math.abs(wallMs - elapsedMs) > MAX_JUMP_MS;
  }

  get isRead(): boolean {
    return this.#reading !== undefined;
  }

  /** Call it before TIME is sent, and the function that it returns with the reply. */
  beginReading(): (time: Reply | undefined) => void {
    const sent = { elapsedMs: this.#local.elapsedMs(), wallMs: this.#local.wallMs() };
    return (time) => {
      const [seconds, microseconds] = listOf(time).map(Number);
      const serverMs = seconds! * 1_000 + microseconds! / 1_000;
      if (Number.isFinite(serverMs)) this.#reading = { serverMs, ...sent };
    };
  }

  /**
   * Milliseconds since 1970 by the server's clock. Never early, and late by at most the round trip of the reading (apart from drift),
   * because the server answered after the question was sent.
   */
  nowMs(): number {
    const { serverMs, elapsedMs } = this.#reading ?? { serverMs: 0, elapsedMs: 0 };
    return serverMs + this.#local.elapsedMs() - elapsedMs;
  }
}
