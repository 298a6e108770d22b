import { createHash } from "node:crypto";
import { z } from "zod";
import { QuantizationError } from "./errors.js";
import { MAX_DIMENSION } from "./float32-vector.js";
import { ROTATION_ALGORITHM } from "./rotation.js";
import { SCHEMES } from "./scheme-codec.js";

/** Increased whenever records of the version before can no longer be read. */
const RECORD_VERSION = 1;

/** Everything that is needed to encode vectors like this calibration, to bound errors and to detect drift. Built at its first use. */
const schema = z.lazy(() => {
  const share = z.number().min(0).max(1);
  const size = z.number().min(0);
  const perDimension = z.array(z.number());
  const errors = z.strictObject({ mean: size, p99: size, max: size, recallAt10: share });
  return z
    .strictObject({
      format: z.literal("octavec-calibration"),
      version: z.literal(RECORD_VERSION),
      /** Name of the embedding model, as the caller gave it. */
      model: z.string().min(1),
      dimension: z.number().int().min(1).max(MAX_DIMENSION),
      /** Number of vectors in the calibration, without those that are all zero. */
      samples: z.number().int().min(1),
      scheme: z.enum(SCHEMES),
      reason: z.string(),
      /** How far the bounds are widened on each side, as a share of their width. */
      margin: z.number().min(0).max(10),
      rotation: z
        .strictObject({
          algorithm: z.literal(ROTATION_ALGORITHM),
          seed: z.number().int().min(0).max(0xffff_ffff),
        })
        .nullable(),
      /** Smallest and largest component of the unit vectors, without margin. */
      bounds: z.strictObject({ low: perDimension, high: perDimension }),
      mean: perDimension,
      variance: perDimension,
      bands: z.strictObject({
        /** Kind of the three bands below: `strict` if the six-sigma band failed on the sample. */
        use: z.enum(["six-sigma", "strict"]),
        /** Largest expected |error| of the cosine of two codes (`VSIM`). */
        coded: size,
        /** The same for a float32 query and a code. */
        queried: size,
        /** The same for a float32 query and a Q8 code with residual; null for per-dimension schemes. */
        residual: size.nullable(),
        /** Largest |error| of two codes on the sample. */
        observedMax: size,
        /** Largest |error| of two codes on the sample as a share of the pair's six-sigma band. */
        bandUse: size,
      }),
      fallback: z.strictObject({ errorNorm: size, clippedShare: share, clipRate: share }),
      /** Decile edges of some dimensions, for the population stability index. */
      drift: z.strictObject({ dimensions: z.array(z.number().int().min(0)), edges: z.array(perDimension) }),
      heldOut: z.strictObject({ queries: z.number().int(), database: z.number().int() }),
      candidates: z.array(
        z.strictObject({
          scheme: z.enum(SCHEMES),
          bytesPerVector: z.number().int(),
          queried: errors,
          coded: errors,
          bandUse: size,
          fallbackShare: share,
        }),
      ),
      residual: errors,
      hash: z.string().regex(/^[0-9a-f]{64}$/),
    })
    .refine(
      ({ dimension, bounds, mean, variance }) =>
        [bounds.low, bounds.high, mean, variance].every((values) => values.length === dimension),
      { message: "bounds, mean and variance need one number per dimension" },
    )
    .refine(({ drift }) => drift.dimensions.length === drift.edges.length, {
      message: "drift needs edges for each of its dimensions",
    })
    .refine(({ scheme, rotation }) => (scheme === "rotated-q8") === (rotation !== null), {
      message: "a rotation belongs to rotated-q8 and to no other scheme",
    });
});

/** A calibration to store: plain JSON with a version and a hash. */
export type CalibrationRecord = Readonly<z.infer<typeof schema>>;

/** Makes a record of its content, with version and hash. */
export function sealRecord(
  content: Omit<CalibrationRecord, "hash" | "format" | "version">,
): CalibrationRecord {
  const record = { format: "octavec-calibration", version: RECORD_VERSION, ...content } as const;
  return parseRecord({ ...record, hash: hashOf(record) });
}

/**
 * Reads a stored record (an object, or its JSON text) and checks its shape, version and hash.
 *
 * @throws QuantizationError `INVALID_CALIBRATION` with `details.issues` (path and problem, no values).
 */
export function parseRecord(input: unknown): CalibrationRecord {
  const parsed = schema.safeParse(typeof input === "string" ? fromJson(input) : input);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      (issue) => `${issue.path.join(".") || "record"}: ${issue.message}`,
    );
    throw invalid(`A calibration record does not fit its schema: ${issues.slice(0, 3).join("; ")}`, {
      issues,
    });
  }
  const { hash, ...content } = parsed.data;
  if (hashOf(content) !== hash)
    throw invalid("A calibration record was altered: its hash does not fit its content; calibrate again", {
      hash,
    });
  return parsed.data;
}

/** The id of a calibration: the first 16 digits of its hash. */
export function calibrationId(record: CalibrationRecord): string {
  return record.hash.slice(0, 16);
}

function hashOf(content: object): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(content)))
    .digest("hex");
}

/** A copy with the keys of all objects sorted, so that the hash does not depend on their order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid("A calibration record is not JSON", {}, cause);
  }
}

function invalid(message: string, details: Record<string, unknown>, cause?: unknown): QuantizationError {
  return new QuantizationError("INVALID_CALIBRATION", message, { details, cause });
}
