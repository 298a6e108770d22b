import { z } from "zod";

const count = z.int().min(0);

/** An entry as clients get it. */
export const entryReply = z.strictObject({
  id: z.string(),
  prompt: z.string(),
  response: z.string(),
  attributes: z.record(z.string(), z.string()),
  similarity: z.number().min(0).max(1),
  searchStrategy: z.enum(["exact", "semantic"]),
});

export const setReply = z.strictObject({ entryId: z.string() });
export const searchReply = z.strictObject({ data: z.array(entryReply) });
export const deleteReply = z.strictObject({ deletedEntriesCount: count });
export const healthReply = z.strictObject({ cacheId: z.string(), status: z.literal("READY") });
