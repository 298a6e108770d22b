import { randomBytes } from "node:crypto";
import type { InvalidationTarget } from "../../cache/index.js";

/** How long a proposal can be confirmed: long enough to read it. */
export const PROPOSAL_TTL_MS = 300_000;
const MOST_KEPT = 100;

export interface Proposal {
  readonly tenant: string;
  readonly target: InvalidationTarget;
}

/** Invalidations that somebody has seen and may confirm, each once. */
export class Proposals {
  readonly #kept = new Map<string, Proposal & { readonly untilMs: number }>();
  readonly #nowMs: () => number;

  constructor(nowMs = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** @returns the id under which it can be confirmed. */
  put(proposal: Proposal): string {
    const id = randomBytes(18).toString("base64url");
    this.#kept.set(id, { ...proposal, untilMs: this.#nowMs() + PROPOSAL_TTL_MS });
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value ?? "");
    return id;
  }

  /** Takes it out. Undefined if it is unknown, too old, or taken. */
  take(id: string): Proposal | undefined {
    const found = this.#kept.get(id);
    this.#kept.delete(id);
    if (found === undefined || found.untilMs < this.#nowMs()) return undefined;
    return { tenant: found.tenant, target: found.target };
  }
}
