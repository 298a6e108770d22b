import { z } from "zod";
import { type PlaceOptions, placeFields } from "./place-fields.js";

/** Options of `RateLimiter`, beside the client that it works with. */
export interface RateLimiterOptions extends PlaceOptions {
  /** Name of this limit; a namespace can have several. Letters, digits, `_ .` and `-`, up to 128 characters. */
  name: string;
  /** Points that a key may consume within `durationMs`, 1 to 1,000,000,000. */
  points: number;
  /** Length of a window in milliseconds, in whole seconds: 1,000 to 31,536,000,000 (a year). A window begins with the first call of a key. */
  durationMs: number;
  /** How long a key that exceeded the limit stays refused, in milliseconds, in whole seconds. Default: until the window ends. */
  blockDurationMs?: number | undefined;
  /**
   * What happens when Redis does not answer in time. `memory` (default): this process counts by itself, so n processes together
   * allow up to n times `points`. `allow`: every call passes. `refuse`: no call passes.
   */
  whenUnavailable?: "memory" | "allow" | "refuse" | undefined;
  /** Longest wait for Redis, in milliseconds, 1 to 60,000. Default 50. */
  timeoutMs?: number | undefined;
}

// The counter's expiry is set in seconds.
const wholeSeconds = z
  .int()
  .min(1_000)
  .max(31_536_000_000)
  .multipleOf(1_000, "expected whole seconds, such as 1000");

export const rateLimiterSchema = z.strictObject({
  ...placeFields,
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,128}$/, "expected 1 to 128 characters of letters, digits, _ . and -"),
  points: z.int().min(1).max(1_000_000_000),
  durationMs: wholeSeconds,
  blockDurationMs: wholeSeconds.optional(),
  whenUnavailable: z.enum(["memory", "allow", "refuse"]).default("memory"),
  timeoutMs: z.int().min(1).max(60_000).default(50),
});

/** `RateLimiterOptions` after checking, defaults filled in. */
export type ResolvedRateLimiterOptions = z.output<typeof rateLimiterSchema>;
