import { z } from "zod";
import type { BreakerTransition } from "../monitoring/index.js";

/** How failed calls are repeated. */
export interface RetryOptions {
  /** Most retries of one call; 0 for none. Default 3. */
  maxRetries?: number | undefined;
  /** Longest pause before the first retry, in milliseconds; half of it is random. It doubles with each retry. Default 50. */
  baseDelayMs?: number | undefined;
  /** Longest pause, in milliseconds. Default 1,000. */
  maxDelayMs?: number | undefined;
  /** Retries per call, on average over all calls: the most additional load on a failing server. Default 0.2. */
  budgetRatio?: number | undefined;
  /** Retries per second that are always allowed, for clients with few calls. Default 10. */
  budgetPerSecond?: number | undefined;
}

/** When calls to a server are refused at once. */
export interface BreakerOptions {
  /** Whether calls to a failing server are refused at once. Default true. */
  enabled?: boolean | undefined;
  /** Share of failed calls that opens the breaker, 0.01 to 1. Default 0.5. */
  failureRate?: number | undefined;
  /** The breaker stays closed with fewer calls than this in the window. Default 20. */
  minimumCalls?: number | undefined;
  /** Length of the window in which calls are counted, in milliseconds. Default 10,000. */
  windowMs?: number | undefined;
  /** Pause before the first probe, in milliseconds. It doubles with every failed probe. Default 100. */
  firstProbeMs?: number | undefined;
  /** Longest pause between probes, in milliseconds. Default 500. */
  maxProbeMs?: number | undefined;
  /** Called at every change of state; `onEvent` is told of the same. What it throws is dropped, and the process is warned once. */
  onTransition?: ((transition: BreakerTransition) => void) | undefined;
}

const milliseconds = (fallback: number) => z.int().min(1).max(3_600_000).default(fallback);

export const retrySchema = z.lazy(() =>
  z
    .strictObject({
      maxRetries: z.int().min(0).max(10).default(3),
      baseDelayMs: milliseconds(50),
      maxDelayMs: milliseconds(1_000),
      budgetRatio: z.number().min(0).max(1).default(0.2),
      budgetPerSecond: z.number().min(0).max(10_000).default(10),
    })
    .refine((options) => options.baseDelayMs <= options.maxDelayMs, {
      path: ["baseDelayMs"],
      error: "must not exceed maxDelayMs",
    }),
);

export const breakerSchema = z.lazy(() =>
  z
    .strictObject({
      enabled: z.boolean().default(true),
      failureRate: z.number().min(0.01).max(1).default(0.5),
      minimumCalls: z.int().min(1).max(1_000_000).default(20),
      windowMs: z.int().min(100).max(3_600_000).default(10_000),
      firstProbeMs: milliseconds(100),
      maxProbeMs: milliseconds(500),
      onTransition: z
        .custom<(transition: BreakerTransition) => void>(
          (value) => typeof value === "function",
          "expected a function",
        )
        .optional(),
    })
    .refine((options) => options.firstProbeMs <= options.maxProbeMs, {
      path: ["firstProbeMs"],
      error: "must not exceed maxProbeMs",
    }),
);

export type ResolvedRetryOptions = z.output<typeof retrySchema>;
export type ResolvedBreakerOptions = z.output<typeof breakerSchema>;
