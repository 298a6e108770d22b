import { z } from "zod";

const MAX_TTL_MS = 31_556_952_000;

const prompt = z.string().min(1, "expected 1 to 1024 characters").max(1_024, "expected 1 to 1024 characters");
/** The schema of records leaves `__proto__` out, and a deletion by no attribute at all deletes everything. */
const attributes = z
  .unknown()
  .refine(
    (given) => typeof given !== "object" || given === null || !Object.hasOwn(given, "__proto__"),
    "expected no attribute with the name __proto__",
  )
  .pipe(z.record(z.string(), z.string()));

export const setBody = z.object({
  prompt,
  response: z.string(),
  attributes: attributes.optional(),
  ttlMillis: z.int().min(1).max(MAX_TTL_MS).optional(),
});

export const searchBody = z.object({
  prompt,
  similarityThreshold: z.number().min(0).max(1).optional(),
  searchStrategies: z
    .array(z.enum(["exact", "semantic"]))
    .min(1)
    .max(2)
    .optional(),
  attributes: attributes.optional(),
});

export const deleteBody = z.object({ attributes });
