import { loopTimeMs } from "../async/index.js";
import type { PoolSize } from "./pool-size.js";
import type { Wire } from "./wire.js";
import type { WireSet } from "./wire-set.js";

const TICK_MS = 250;
/** A tick this late says that the process was busy: replies may lie unread in the sockets. */
const LATE_MS = 50;
/** Deadlines of callers may fire a little late. */
const CALLERS_MARGIN_MS = 100;
/** Lifetimes are shortened by up to this share, so that connections that were opened together do not end together. */
const LIFETIME_JITTER = 0.2;

export interface UpkeepSettings {
  readonly idleTimeoutMs: number;
  readonly idleProbeMs: number;
  readonly maxLifetimeMs: number;
  readonly commandTimeoutMs: number;
}

/**
 * What a pool does about its connections a few times per second: gives back those that nobody needs, asks idle ones for
 * a sign of life (a firewall forgets a quiet connection without a word), ends those that owe a reply for too long, and
 * replaces old ones, because names and load balancers may point elsewhere by now.
 */
export class PoolUpkeep {
  readonly #timer: NodeJS.Timeout;
  readonly #tickMs: number;
  #dueMs: number;
  readonly #lifetimesMs = new WeakMap<Wire, number>();

  constructor(
    private readonly wires: WireSet,
    private readonly size: PoolSize,
    private readonly settings: UpkeepSettings,
    private readonly hooks: {
      /** A connection owes a reply that nobody can be expected to wait for any longer. */
      onDead: (wire: Wire) => void;
      /** More connections may be wanted now. */
      onWanted: () => void;
    },
  ) {
    const { idleTimeoutMs, idleProbeMs, maxLifetimeMs } = settings;
    this.#tickMs = Math.min(TICK_MS, idleTimeoutMs, idleProbeMs, maxLifetimeMs);
    this.#dueMs = performance.now() + this.#tickMs;
    this.#timer = setInterval(() => this.#tick(performance.now()), this.#tickMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Connections that are past their lifetime and wait for a replacement. */
  get expired(): number {
    const nowMs = performance.now();
    return this.wires.count((wire) => wire.usable && this.#isExpired(wire, nowMs));
  }

  /** A replacement is there: one expired connection may go when its last reply has come. */
  retireExpired(): void {
    const nowMs = performance.now();
    for (const wire of this.wires) {
      if (!wire.usable || wire.leased || !this.#isExpired(wire, nowMs)) continue;
      wire.retire();
      return;
    }
  }

  #tick(nowMs: number): void {
    const isLate = nowMs - this.#dueMs > LATE_MS;
    this.#dueMs = nowMs + this.#tickMs;
    this.size.sample(this.wires.used, this.wires.usable, nowMs);
    if (!isLate) for (const wire of [...this.wires]) this.#lookAfter(wire, nowMs);
    this.hooks.onWanted();
  }

  #lookAfter(wire: Wire, nowMs: number): void {
    const { idleTimeoutMs, idleProbeMs, commandTimeoutMs } = this.settings;
    if (wire.silentMs >= commandTimeoutMs && loopTimeMs(nowMs) >= wire.patientUntilMs + CALLERS_MARGIN_MS) {
      this.hooks.onDead(wire);
      return;
    }
    if (!wire.free) return;
    const idleMs = nowMs - wire.lastWorkAtMs;
    if (idleMs >= idleTimeoutMs && this.size.target > this.size.needed) {
      this.size.target--;
      wire.retire();
    } else if (nowMs - wire.lastReplyAtMs >= idleProbeMs) {
      wire.probe();
    }
  }

  #isExpired(wire: Wire, nowMs: number): boolean {
    let lifetimeMs = this.#lifetimesMs.get(wire);
    if (lifetimeMs === undefined) {
      lifetimeMs = this.settings.maxLifetimeMs * (1 - LIFETIME_JITTER * Math.random());
      this.#lifetimesMs.set(wire, lifetimeMs);
    }
    return nowMs - wire.openedAtMs >= lifetimeMs;
  }
}
