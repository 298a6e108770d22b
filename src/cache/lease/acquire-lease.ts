import { randomUUID } from "node:crypto";
import type { SendOptions } from "../../executor.js";
import { Script } from "../../script.js";
import type { CacheParts } from "../cache-parts.js";
import { ACQUIRE_LEASE } from "../script/index.js";
import { Lease } from "./lease.js";

const acquireScript = new Script(ACQUIRE_LEASE, { readOnly: false });

/** What is known of the entry already, and would not do. */
export interface Unwanted {
  /** When the entry was stored that was seen and could not be served, as the server said it. */
  readonly createdAtMs?: number | undefined;
  /** An entry that is fresh for no longer than this is to be replaced. Default 0. */
  readonly freshForMs?: number | undefined;
}

/** Where Redis stood at the moment of asking: an answer that is made from here on is held against it. */
export interface Standing {
  readonly generation: string;
  readonly since: string;
}

export type Word = { readonly askedAt: Standing } & (
  | { readonly status: "lead"; readonly lease: Lease }
  /** Another makes the answer; it is there already; it was made and is of a kind that is not kept. */
  | { readonly status: "wait" | "there" | "skip" }
);

/** Asks to make the answer; who may has to `end()` the lease. One round trip. Rejects when Redis does not answer; a lease it may have given is then given back. */
export async function acquireLease(
  parts: CacheParts,
  entryId: string,
  { createdAtMs, freshForMs = 0 }: Unwanted,
  options: SendOptions,
): Promise<Word> {
  const { executor, keys, settings } = parts;
  const { leaseMs } = settings.flight;
  const holder = randomUUID();
  const created = createdAtMs === undefined ? "" : String(createdAtMs);
  try {
    const reply = await acquireScript.run(
      executor,
      keys.generation,
      [entryId, holder, String(leaseMs), created, String(Math.floor(freshForMs))],
      { ...options, idempotent: true },
    );
    const [status, fence, generation, since] = Array.isArray(reply) ? reply.map(String) : [];
    const askedAt = { generation: generation ?? "0", since: since ?? "0-0" };
    if (status === "lead" && fence !== undefined) {
      const lease = new Lease(parts, { entryId, holder, fence, generation: askedAt.generation });
      lease.keep();
      return { askedAt, status, lease };
    }
    return { askedAt, status: status === "there" || status === "skip" ? status : "wait" };
  } catch (error) {
    const { generation } = parts.state;
    new Lease(parts, { entryId, holder, fence: "0", generation }).end("vacant");
    throw error;
  }
}
