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
   * chooses 1 % to 8 % of the hits itself, unsure ones more often; `adaptiveThreshold()` chooses 5 %. `false`: none. Default: on.
   */
  audits?:
    | false
    | {
        /** Chance of a hit to be audited, for policies that do not choose themselves. Default 0. */
        share?: number | undefined;
        /** Most audits at a time. Default 2. */
        maxConcurrent?: number | undefined;
        /** Longest time for one audit, in milliseconds. Default 60,000. */
        timeoutMs?: number | undefined;
      }
    | undefined;
  /**
   * Compares what decisions rest on in the first look-ups with the latest ones. Each process watches its own look-ups.
   * `false`: nothing is watched. Default: on.
   */
  drift?:
    | false
    | {
        /** Look-ups that are compared. Default 1,000. */
        windowSize?: number | undefined;
        /** Vectors and votes are taken from one look-up in this many. Default 4. */
        sampleEvery?: number | undefined;
        /** Part of `errorBudget` that `evidence()` spends while there is drift. Default 0.5. */
        budgetShare?: number | undefined;
      }
    | undefined;
  /**
   * For each tenant, this process keeps the centroids of the questions of the answers used last, for `clusters({ of: "used" })`
   * and for reports of drift. Each takes 4 bytes per dimension and about 3 KiB. `false`: none. Default `false`; `evidence()` keeps them.
   */
  clusters?:
    | false
    | {
        /** Answers whose centroids are kept. Default 200. */
        maxAnswers?: number | undefined;
      }
    | undefined;
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
   * unlinked entries `evidence()` decides as `agreement` does; above twice this share, as `threshold` does. 0 to 1. Default 0.3.
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
