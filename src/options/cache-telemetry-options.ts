import { z } from "zod";
import type { MeterProvider, TracerProvider } from "../telemetry/index.js";
import { tenantField } from "./place-fields.js";
import { telemetryProviderFields } from "./shared-fields.js";

const price = z.number().min(0).max(1_000_000);
const ratio = z.number().min(0).max(1);

export const cacheTelemetrySchema = z.strictObject({
  enabled: z.boolean().optional(),
  ...telemetryProviderFields(),
  tenantLabels: z.array(tenantField).max(1_000).default([]),
  prices: z
    .record(z.string().min(1).max(256), z.strictObject({ inputPerMillion: price, outputPerMillion: price }))
    .default({}),
  embeddingPricePerMillion: price.default(0),
  judgeCostPerCall: price.default(0),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "expected three capital letters, for example USD")
    .default("USD"),
  redisCostPerHour: price.default(0),
  hitRatioGoal: z
    .strictObject({ least: ratio.default(0.6), most: ratio.default(0.8) })
    .refine(({ least, most }) => least <= most, { path: ["least"], error: "must not exceed most" })
    .default({ least: 0.6, most: 0.8 }),
});

/** The telemetry options that the ledger uses. */
export type ResolvedPrices = Pick<
  z.output<typeof cacheTelemetrySchema>,
  | "prices"
  | "embeddingPricePerMillion"
  | "judgeCostPerCall"
  | "currency"
  | "redisCostPerHour"
  | "hitRatioGoal"
>;

/** What a model charges, in units of `currency` for a million tokens. */
export interface ModelPrice {
  /** Price of a million input tokens. */
  inputPerMillion: number;
  /** Price of a million output tokens. */
  outputPerMillion: number;
}

/**
 * What a cache reports to OpenTelemetry, and the prices that `stats()` uses. You set the prices; none are looked up. Redis keeps
 * the counts of `stats()` even if `enabled` is false.
 */
export interface CacheTelemetryOptions {
  /** Whether spans and metrics are made. Default: as for the client. */
  enabled?: boolean | undefined;
  /** Where spans go. Default: the client's provider. */
  tracerProvider?: TracerProvider | undefined;
  /** Where metrics go. Default: the client's provider. */
  meterProvider?: MeterProvider | undefined;
  /** Tenants that metrics name, up to 1,000. Default none, because metrics of many tenants are expensive to store. */
  tenantLabels?: string[] | undefined;
  /**
   * Prices by the name in `scope.model`, for example `{ "large": { inputPerMillion: 2.5, outputPerMillion: 10 } }`. Default
   * none. For a model without a price, hits count saved tokens but no money, and are reported as unpriced.
   */
  prices?: Record<string, ModelPrice> | undefined;
  /** Price of a million tokens of the embedder. Tokens are estimated as a quarter of the characters. Default 0. */
  embeddingPricePerMillion?: number | undefined;
  /** Cost of one call of the hook `judge`. It is subtracted from the savings. Default 0. */
  judgeCostPerCall?: number | undefined;
  /** Currency of the prices: three capital letters. Sums of different currencies are kept apart. Default `USD`. */
  currency?: string | undefined;
  /** Cost of this tenant's share of Redis per hour. It is subtracted from the savings, from the first count on. Default 0. */
  redisCostPerHour?: number | undefined;
  /** The range in which the hit ratio should be. */
  hitRatioGoal?:
    | {
        /** Below this ratio the cache earns little. Default 0.6. */
        least?: number | undefined;
        /** Above this ratio, check whether the answers are right. Default 0.8. */
        most?: number | undefined;
      }
    | undefined;
}
