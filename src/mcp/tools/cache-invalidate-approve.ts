import { z } from "zod";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import { type Proposal, Proposals } from "../caches/proposals.js";
import type { ReachableCache } from "../contract/reach.js";
import { defineTool } from "../contract/tool.js";

/** Deletions under way at the same time. */
const AT_ONCE = 16;

export const cacheInvalidateApprove = defineTool({
  name: "cache_invalidate_approve",
  title: "Delete cached answers as proposed",
  description:
    "Deletes what cache_invalidate has proposed, in all processes. The token counts once. Call it only after the user has agreed to the " +
    "proposal.",
  of: "caches",
  right: "write",
  isDestructive: true,
  isIdempotent: false,
  input: z.strictObject({ token: z.string().min(1).max(200).describe("The token of cache_invalidate.") }),
  output: z.object({
    cache: z.string(),
    deleted: z.int().describe("How many entries were there and are served no more."),
  }),
  async run({ reach, signal }, { token }) {
    const caches = new Map(reach.caches.filter(({ write }) => write).map((cache) => [cache.id, cache]));
    const proposals = new Proposals(reach.client.executor, reach.namespace);
    const proposal = await proposals.take(token, new Set(caches.keys()), signal);
    const cache = caches.get(proposal.cacheId)!;
    try {
      return { cache: cache.name, deleted: await carryOut(cache, proposal, signal) };
    } catch (error) {
      if (signal.aborted || !isOctavecError(error)) throw error;
      // The token is used, so the same call cannot succeed.
      throw new OctavecError(
        error.code,
        `${error.message} Part of the answers may be gone. Propose the rest anew with cache_invalidate.`,
        { cause: error, retryable: false },
      );
    }
  },
});

async function carryOut(
  { cache }: ReachableCache,
  { target, entryIds }: Proposal,
  signal: AbortSignal,
): Promise<number> {
  if (entryIds === undefined) return (await cache.invalidate(target, { signal })).entries;
  let deleted = 0;
  for (let start = 0; start < entryIds.length; start += AT_ONCE) {
    const batch = entryIds.slice(start, start + AT_ONCE);
    const reports = await Promise.all(batch.map((entryId) => cache.invalidate({ entryId }, { signal })));
    for (const { entries } of reports) deleted += entries;
  }
  return deleted;
}
