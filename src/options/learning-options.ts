import { z } from "zod";

const milliseconds = (max: number) => z.int().min(1).max(max);
const similarity = z.number().min(0).max(1);

const clusters = z.union([
  z.literal(false),
  z.strictObject({ maxAnswers: z.int().min(1).max(2_000).default(200) }),
]);

/** Without its hooks (`link`, `onAlert`), which are checked where they are used. */
export const observingSchema = z.strictObject({
  errorBudget: z.number().min(0.0001).max(0.5).default(0.02),
  audits: z
    .union([
      z.literal(false),
      z.strictObject({
        share: z.number().min(0).max(1).default(0),
        maxConcurrent: z.int().min(1).max(100).default(2),
        timeoutMs: milliseconds(3_600_000).default(60_000),
      }),
    ])
    .prefault({}),
  drift: z
    .union([
      z.literal(false),
      z.strictObject({
        windowSize: z.int().min(300).max(65_536).default(1_000),
        sampleEvery: z.int().min(1).max(1_000).default(4),
        budgetShare: z.number().min(0.01).max(1).default(0.5),
      }),
    ])
    .prefault({}),
  clusters: clusters.default(false),
  syncMs: milliseconds(600_000).default(1_000),
  shadow: z.boolean().default(false),
});

export const evidenceSchema = observingSchema.extend({
  maxUnlinkedShare: z.number().min(0).max(1).default(0.3),
  clusters: clusters.prefault({}),
});

export const adaptiveThresholdSchema = observingSchema
  .extend({
    floor: similarity,
    start: similarity.default(0.95),
    targetPrecision: z.number().gt(0).lt(1).default(0.98),
  })
  .refine(({ floor, start }) => start >= floor, {
    path: ["start"],
    message: "expected a cosine similarity from floor to 1",
  });

export const experimentSchema = observingSchema.extend({
  name: z.string().min(1).max(64),
  shareOfB: z.number().min(0).max(1).default(0.5),
});

export type ResolvedObservingSettings = z.output<typeof observingSchema>;

/** How a policy is watched. Plain data; every option has a default. */
export interface ObservingSettings {
  /**
   * Share of the look-ups by meaning that may be answered wrongly, 0.0001 to 0.5. Default 0.02. `evidence()` keeps to it; for
   * other policies it is what the share of wrong answers among audited hits is compared with.
   */
  errorBudget?: number | undefined;
  /**
   * Hits of `wrap` that are checked in the background: the producer is called once more and its answer compared. `evidence()`
   * chooses them itself, unsure ones more often (1 % to 8 % of hits), and so does `adaptiveThreshold()` (5 %); `share` (0 to 1,
   * default 0) is the chance for other policies. At most `maxConcurrent` (default 2) run at a time, each for at most
   * `timeoutMs` (default 60,000). `false`: none.
   */
  audits?:
    | false
    | { share?: number | undefined; maxConcurrent?: number | undefined; timeoutMs?: number | undefined }
    | undefined;
  /**
   * Compares what decisions rest on in the first `windowSize` look-ups (300 to 65,536, default 1,000) with the latest ones.
   * Vectors and votes are taken from one look-up in `sampleEvery` (1 to 1,000, default 4). While there is drift, `evidence()`
   * spends only the part `budgetShare` of `errorBudget` (0.01 to 1, default 0.5). Each process watches its own look-ups.
   * `false`: nothing is watched.
   */
  drift?:
    | false
    | {
        windowSize?: number | undefined;
        sampleEvery?: number | undefined;
        budgetShare?: number | undefined;
      }
    | undefined;
  /**
   * For each tenant, this process keeps the centroids of the questions of the `maxAnswers` answers used last (1 to 2,000,
   * default 200), for `clusters({ of: "used" })` and for reports of drift. Each takes 4 bytes per dimension and about 3 KiB.
   * `false`: none, the default for all but `evidence()`.
   */
  clusters?: false | { maxAnswers?: number | undefined } | undefined;
  /**
   * How often instances exchange what they learned and counted, in milliseconds, up to 600,000. Default 1,000; up to ten times
   * as long while nothing happens.
   */
  syncMs?: number | undefined;
  /**
   * Look up and decide, but answer every look-up with a miss, so that the model is always asked, and count what would have
   * happened. Default false.
   */
  shadow?: boolean | undefined;
}

/** Options of `evidence()` that are plain data. */
export interface EvidenceSettings extends ObservingSettings {
  /**
   * An entry is unlinked if its caller named no `answerId` and no other entry has an equal response. Above this share of
   * unlinked entries `evidence()` decides as `agreement` does; above twice this share, as `threshold` does. 0 to 1, default 0.3.
   */
  maxUnlinkedShare?: number | undefined;
}

/** Options of `adaptiveThreshold()` that are plain data. */
export interface AdaptiveThresholdSettings extends ObservingSettings {
  /** Cosine similarity, 0 to 1, below which nothing is ever served, whatever was learned. */
  floor: number;
  /** Cosine similarity until enough is known, `floor` to 1. Default 0.95. */
  start?: number | undefined;
  /** Share of hits that must be right, above 0 and below 1. Default 0.98. */
  targetPrecision?: number | undefined;
}
