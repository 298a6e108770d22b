import { z } from "zod";
import { OctavecError } from "../../errors/index.js";
import { cacheName, cacheNamed, requireWritable } from "../caches/named-cache.js";
import { PROPOSAL_TTL_MS, Proposals, type ProposedTarget } from "../caches/proposals.js";
import { text } from "../contract/shared-fields.js";
import { defineTool } from "../contract/tool.js";

/** So many entries are deleted one by one, exactly those that were proposed. */
const MOST_LISTED = 256;
const MOST_SHOWN = 10;
const MAX_PROMPT = 300;

const input = z.strictObject({
  cache: cacheName,
  entryId: z.string().max(200).optional().describe("One entry."),
  tags: z
    .array(z.string().min(1).max(600))
    .min(1)
    .max(20)
    .optional()
    .describe("All entries with every one of these tags."),
  model: z.string().min(1).max(256).optional().describe("All answers of a model."),
  near: text
    .optional()
    .describe("All entries whose question, without a scope, is similar to this one. Needs similarity."),
  similarity: z.number().min(0).max(1).optional().describe("With near: least cosine similarity, 0 to 1."),
  all: z.literal(true).optional().describe("Everything in the cache."),
});

export const cacheInvalidate = defineTool({
  name: "cache_invalidate",
  title: "Propose to delete cached answers",
  description:
    "Proposes to delete answers from a cache. Deletes nothing: it says what would be deleted and gives a token for " +
    "cache_invalidate_approve. Show the proposal to the user and ask before you approve it. Give exactly one of entryId, tags, model, near " +
    "with similarity, and all.",
  of: "caches",
  right: "write",
  isDestructive: false,
  isIdempotent: true,
  input,
  output: z.object({
    cache: z.string(),
    token: z
      .string()
      .optional()
      .describe("For cache_invalidate_approve. Absent if there is nothing to delete."),
    expiresAt: z.string().optional().describe("Until when it can be approved, ISO 8601."),
    entries: z.int().describe("How many entries would be deleted at this moment."),
    deletes: z
      .enum(["nothing", "these-entries", "all-that-match"])
      .describe(
        `these-entries: exactly those of this moment. all-that-match: more than ${MOST_LISTED}, or everything, so that what is stored until then goes as well.`,
      ),
    examples: z.array(z.object({ entryId: z.string(), prompt: z.string() })),
  }),
  async run({ reach, signal }, { cache: name, ...asked }) {
    const place = cacheNamed(reach, name);
    requireWritable(place);
    const target = targetOf(asked);
    const preview = await place.cache.previewInvalidation(target, { limit: MOST_LISTED, signal });
    const { entries, complete, listed } = preview;
    const shared = {
      cache: place.name,
      entries,
      examples: listed
        .slice(0, MOST_SHOWN)
        .map(({ entryId, prompt }) => ({ entryId, prompt: prompt.slice(0, MAX_PROMPT) })),
    };
    if (entries === 0) return { ...shared, deletes: "nothing" as const };
    const isListed = complete && entries === listed.length && !("all" in target);
    const proposals = new Proposals(reach.client.executor, reach.namespace);
    const expiresAt = new Date(Date.now() + PROPOSAL_TTL_MS).toISOString();
    const entryIds = isListed ? listed.map(({ entryId }) => entryId) : undefined;
    const token = await proposals.put({ cacheId: place.id, target, entryIds }, signal);
    const deletes = isListed ? ("these-entries" as const) : ("all-that-match" as const);
    return { ...shared, token, expiresAt, deletes };
  },
});

function targetOf(asked: Omit<z.output<typeof input>, "cache">): ProposedTarget {
  const { entryId, tags, model, near, similarity, all } = asked;
  const targets: ProposedTarget[] = [
    ...(entryId === undefined ? [] : [{ entryId }]),
    ...(tags === undefined ? [] : [{ tags }]),
    ...(model === undefined ? [] : [{ model }]),
    ...(near === undefined || similarity === undefined ? [] : [{ near, similarity }]),
    ...(all === undefined ? [] : [{ all }]),
  ];
  const [target] = targets;
  const isHalf = (near === undefined) !== (similarity === undefined);
  if (target !== undefined && targets.length === 1 && !isHalf) return target;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "cache_invalidate: expected exactly one of entryId, tags, model, near with similarity, and all: true.",
  );
}
