import { z } from "zod";
import { type PlaceOptions, placeFields } from "./place-fields.js";

/** Options of `EventStream`, beside the client that it works with. */
export interface EventStreamOptions extends PlaceOptions {
  /** Events that a channel keeps, 1 to 1,000,000. Older events are dropped. Default 1,000. */
  maxLength?: number | undefined;
  /** How long a channel is kept after its last event, in milliseconds, 1,000 to a year. Default 3,600,000 (an hour). */
  ttlMs?: number | undefined;
}

export const eventStreamSchema = z.strictObject({
  ...placeFields,
  maxLength: z.int().min(1).max(1_000_000).default(1_000),
  ttlMs: z.int().min(1_000).max(31_536_000_000).default(3_600_000),
});

/** How a channel is sent to a browser. */
export interface SseOptions {
  /** Time without an event after which a comment is sent, in milliseconds, 10 to 600,000. Proxies then keep the connection open. Default 15,000. */
  heartbeatMs?: number | undefined;
  /** How long the browser waits before it connects again, in milliseconds, 0 to 3,600,000. Default 1,000. */
  retryMs?: number | undefined;
}

export const sseSchema = z.strictObject({
  heartbeatMs: z.int().min(10).max(600_000).default(15_000),
  retryMs: z.int().min(0).max(3_600_000).default(1_000),
});
