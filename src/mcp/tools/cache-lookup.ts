import { z } from "zod";
import { cacheNamed, questionFields, requestOf } from "../caches/named-cache.js";
import { cutText } from "../contract/result-budget.js";
import { defineTool } from "../contract/tool.js";

export const cacheLookup = defineTool({
  name: "cache_lookup",
  title: "Look up a question in the cache",
  description:
    "Gives the cached answer to a question, also to one that means the same, or the reason why there is none. Asks no model. " +
    "The look-up counts in the statistics of the cache.",
  of: "caches",
  right: "read",
  isDestructive: false,
  isIdempotent: true,
  input: z.strictObject({
    ...questionFields,
    exactOnly: z
      .boolean()
      .default(false)
      .describe("Whether only the question itself counts, and none that is similar. Default false."),
  }),
  output: z.object({
    hit: z.boolean(),
    response: z.string().optional(),
    isResponseCut: z.literal(true).optional().describe("The answer is longer than a result may be."),
    prompt: z.string().optional().describe("The question under which the answer is stored."),
    similarity: z.number().optional(),
    tier: z.string().optional().describe("Where it was found: memory, exact or semantic."),
    entryId: z.string().optional(),
    ageSeconds: z.number().optional(),
    stale: z.boolean().optional(),
    tags: z.array(z.string()).optional(),
    reason: z
      .string()
      .optional()
      .describe("Why there is none, such as not-found, below-threshold, guard or unavailable."),
    nearestSimilarity: z.number().optional().describe("Cosine similarity of the nearest entry."),
    errorCode: z
      .string()
      .optional()
      .describe("What failed, with the reasons unavailable and embedding-failed."),
  }),
  async run({ reach, signal }, { cache: name, exactOnly, ...question }) {
    const place = cacheNamed(reach, name);
    const found = await place.cache.lookup(requestOf(place, question), { exactOnly, signal });
    if (!found.hit) {
      const { nearestSimilarity, errorCode } = found.why;
      return {
        hit: false,
        reason: found.reason,
        ...(nearestSimilarity === undefined ? {} : { nearestSimilarity }),
        ...(errorCode === undefined ? {} : { errorCode }),
      };
    }
    const { text, isCut } = cutText(found.response);
    const { prompt, similarity, tier, entryId, ageMs, stale, tags } = found;
    return {
      hit: true,
      response: text,
      ...(isCut ? { isResponseCut: true as const } : {}),
      ...{ prompt, similarity, tier, entryId, stale },
      ageSeconds: Math.round(ageMs / 1_000),
      tags: [...tags],
    };
  },
});
