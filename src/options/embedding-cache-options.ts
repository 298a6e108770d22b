import { z } from "zod";
import type { MeterProvider } from "../telemetry/index.js";
import { type PlaceOptions, placeFields } from "./place-fields.js";

/** Options of `EmbeddingCache`, beside the client and the embedder that it works with. */
export interface EmbeddingCacheOptions extends PlaceOptions {
  /** How long a vector is kept after it was stored, in milliseconds; `"never"`: until it is deleted. Default 86,400,000 (a day). */
  ttlMs?: number | "never" | undefined;
  /**
   * `float32`: vectors come back bit for bit, so the cache changes no similarity. `int8`: a quarter of the bytes, by a calibration
   * that is learned from the first 1,000 vectors, which are stored as float32 as long; a vector that the calibration does not fit
   * stays float32. A cache with one storage does not read entries of the other. Default `float32`.
   */
  storage?: "float32" | "int8" | undefined;
  /** Secret for key names by HMAC-SHA-256, so that nobody who sees the keys can test guessed texts. 16 characters or more. Default: plain SHA-256. */
  keySecret?: string | undefined;
  /** Longest text that is cached, in UTF-16 code units, 1 to 10,000,000. Longer texts always go to the embedder. Default 100,000. */
  maxTextLength?: number | undefined;
  /** Texts for one command or pipeline, 1 to 1,000. Default 256. */
  batchSize?: number | undefined;
  /** Longest time that one call spends on the cache, in milliseconds, 1 to 60,000. After that the embedder is asked. Default 200. */
  timeoutMs?: number | undefined;
  /** Where metrics go. Default: the provider that is registered when the cache is made. */
  meterProvider?: MeterProvider | undefined;
}

export const embeddingCacheSchema = z.strictObject({
  ...placeFields,
  ttlMs: z
    .union([z.int().min(1).max(31_536_000_000), z.literal("never")], {
      error: 'expected a whole number from 1 to 31536000000, or "never"',
    })
    .default(86_400_000),
  storage: z.enum(["float32", "int8"]).default("float32"),
  keySecret: z.string().min(16).optional(),
  maxTextLength: z.int().min(1).max(10_000_000).default(100_000),
  batchSize: z.int().min(1).max(1_000).default(256),
  timeoutMs: z.int().min(1).max(60_000).default(200),
  meterProvider: z
    .custom<MeterProvider>(
      (value) => typeof value === "object" && value !== null && "getMeter" in value,
      "expected an OpenTelemetry MeterProvider",
    )
    .optional(),
});
