import { z } from "zod";

const tenant = z.string().min(1);
const similarity = z.number().min(0).max(1);
/** Its fields are checked by the cache. */
const scope = z.record(z.string(), z.unknown()).optional();

export const liveQuery = z.object({ tenant: tenant.optional(), after: z.iso.datetime().optional() });
export const tenantQuery = z.object({ tenant });
export const explainBody = z.object({
  tenant,
  prompt: z.string().min(1).max(100_000),
  scope,
  threshold: similarity.optional(),
});
export const findBody = z.object({ tenant, text: z.string().max(1_000).default("") });
export const proposalBody = z.object({
  tenant,
  target: z.union([
    z.strictObject({ entryId: z.string() }),
    z.strictObject({ tag: z.string() }),
    z.strictObject({ model: z.string() }),
    z.strictObject({ near: z.strictObject({ prompt: z.string(), scope }), similarity }),
    z.strictObject({ all: z.literal(true) }),
  ]),
});
export const confirmBody = z.object({ proposal: z.string() });
export const thresholdBody = z.object({
  tenant,
  targetPrecision: z.number().gt(0).lt(1),
  labels: z.array(z.object({ similarity: z.number().min(-1).max(1.000_001), same: z.boolean() })).max(10_000),
  /** Also take the verdicts that services gave by `feedback`. */
  verdicts: z.boolean(),
});
