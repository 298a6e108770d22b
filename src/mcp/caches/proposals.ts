import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { OctavecError } from "../../errors/index.js";
import type { Executor } from "../../executor.js";
import { hashTag } from "../../options/index.js";
import { readOptionalText } from "../../reply.js";

/** How long a proposal can be approved: long enough for a person to read it. */
export const PROPOSAL_TTL_MS = 300_000;

const target = z.union([
  z.strictObject({ entryId: z.string() }),
  z.strictObject({ tags: z.array(z.string()) }),
  z.strictObject({ model: z.string() }),
  z.strictObject({ near: z.string(), similarity: z.number() }),
  z.strictObject({ all: z.literal(true) }),
]);

/** What a cache is to forget. */
export type ProposedTarget = z.output<typeof target>;

const proposal = z.strictObject({
  /** Of the cache that is meant. */
  cacheId: z.string(),
  target,
  /** The entries, where all were listed: these are deleted, and no others. */
  entryIds: z.array(z.string()).optional(),
});

export type Proposal = z.output<typeof proposal>;

/**
 * Proposals that wait for approval, in Redis, so that another process can take them. Each is kept under the hash of its token, so
 * that who reads Redis cannot approve it, and is taken once.
 */
export class Proposals {
  readonly #executor: Executor;
  readonly #prefix: string;

  constructor(executor: Executor, namespace: string) {
    this.#executor = executor;
    this.#prefix = `${hashTag({ namespace }, "mcp")}:proposal:`;
  }

  /** @returns the token. @throws OctavecError the code of a command. */
  async put(proposed: Proposal, signal: AbortSignal): Promise<string> {
    const token = randomBytes(24).toString("base64url");
    const command = ["SET", this.#keyOf(token), JSON.stringify(proposed), "PX", String(PROPOSAL_TTL_MS)];
    await this.#executor.send(command, { idempotent: true, signal });
    return token;
  }

  /**
   * Takes a proposal out.
   *
   * @throws OctavecError `INVALID_ARGUMENT` for a token that is unknown, too old, used, or of another cache than these; the code
   * of a command.
   */
  async take(token: string, cacheIds: ReadonlySet<string>, signal: AbortSignal): Promise<Proposal> {
    // Not repeated: after a lost reply it may be gone.
    const held = readOptionalText(
      "GETDEL",
      await this.#executor.send(["GETDEL", this.#keyOf(token)], { signal }),
    );
    const parsed = held === undefined ? undefined : proposal.safeParse(JSON.parse(held));
    if (parsed?.success === true && cacheIds.has(parsed.data.cacheId)) return parsed.data;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `token: there is no such proposal for this caller. It counts once and for ${PROPOSAL_TTL_MS / 60_000} minutes. Propose anew with cache_invalidate.`,
    );
  }

  #keyOf(token: string): string {
    return this.#prefix + createHash("sha256").update(token, "utf8").digest("base64url");
  }
}
