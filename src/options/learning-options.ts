import { z } from "zod";

const milliseconds = (max: number) => z.int().min(1).max(max);
const similarity = z.number().min(0).max(1);

const clusters = z.union([
  z.literal(false),
  z.strictObject({ maxAnswers: z.int().min(1).max(2_000).default(200) }),
]);

/** The schema of the plain settings. The hooks (`link`, `onAlert`) are checked where they are used. */
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

export const linkByMeaningSchema = z.strictObject({
  similarity,
  maxTextLength: z.int().min(1).max(100_000).default(1_000),
});

export type ResolvedObservingSettings = z.output<typeof observingSchema>;

/** How the decisions of a policy are observed. Plain data; every option has a default. */
export interface ObservingSettings {
  /**
   * Share of the look-ups by meaning that may get a wrong answer, 0.0001 to 0.5. Default 0.02. `evidence()` stays within it. For
   * other policies the share of wrong answers among audited hits is compared with it.
   */
  errorBudget?: number | undefined;
  /**
   * Audits check hits of `wrap` in the background: the producer is called again, and its answer is compared with the cached
   * one. `evidence()` audits 0.5 % to 20 % of the hits, uncertain ones more often; `adaptiveThreshold()` audits 5 %. `false`: no
   * audits. Default: on.
   */
  audits?:
    | false
    | {
        /** Probability that a hit is audited, for policies that do not choose hits themselves. Default 0. */
        share?: number | undefined;
        /** Most audits at the same time. Default 2. */
        maxConcurrent?: number | undefined;
        /** Longest time for one audit, in milliseconds. Default 60,000. */
        timeoutMs?: number | undefined;
      }
    | undefined;
  /**
   * Compares the latest look-ups with the first ones, to notice that questions or similarities have changed. Each process looks
   * at its own look-ups. `false`: no comparison. Default: on.
   */
  drift?:
    | false
    | {
        /** Number of look-ups in each of the two windows. Default 1,000. */
        windowSize?: number | undefined;
        /** Vectors and votes are sampled from one of this many look-ups. Default 4. */
        sampleEvery?: number | undefined;
        /** Share of `errorBudget` that `evidence()` may use while there is drift. Default 0.5. */
        budgetShare?: number | undefined;
      }
    | undefined;
  /**
   * For each tenant this process keeps one centroid for each of the answers used last: the mean of their questions. They serve
   * `clusters({ of: "used" })` and drift reports. A centroid takes 4 bytes per dimension and about 3 KiB. `false`: none.
   * Default `false`; on with `evidence()`.
   */
  clusters?:
    | false
    | {
        /** Most answers with a centroid. Default 200. */
        maxAnswers?: number | undefined;
      }
    | undefined;
  /**
   * How often processes exchange what they learned and counted, in milliseconds, up to 600,000. Default 1,000. The interval
   * grows up to ten times while nothing happens.
   */
  syncMs?: number | undefined;
  /**
   * Look up and decide, but answer every look-up with a miss, so that the model is always asked. Statistics show what would
   * have happened. Default false.
   */
  shadow?: boolean | undefined;
}

/** Options of `evidence()` that are plain data. */
export interface EvidenceSettings extends ObservingSettings {
  /**
   * An entry is unlinked if it was stored without an `answerId` and no other entry has an equal response. Above this share of
   * unlinked entries `evidence()` decides like `agreement`; above twice this share, like `threshold`. 0 to 1. Default 0.3.
   */
  maxUnlinkedShare?: number | undefined;
}

/** Options of `adaptiveThreshold()` that are plain data. */
export interface AdaptiveThresholdSettings extends ObservingSettings {
  /** Cosine similarity below which nothing is ever served, 0 to 1. */
  floor: number;
  /** Threshold to use until enough was learned: a cosine similarity from `floor` to 1. Default 0.95. */
  start?: number | undefined;
  /** Share of hits that must be right, above 0 and below 1. Default 0.98. */
  targetPrecision?: number | undefined;
}

/** Options of `linkByMeaning()` that are plain data. */
export interface LinkByMeaningSettings {
  /**
   * Least cosine similarity of two answers that are to be the same, 0 to 1. Similarities of two models do not compare, so there is
   * no default.
   */
  similarity: number;
  /**
   * Longer answers are never linked, because models read only the beginning of a text: characters (UTF-16 code units), 1 to
   * 100,000. Default 1,000.
   */
  maxTextLength?: number | undefined;
}
