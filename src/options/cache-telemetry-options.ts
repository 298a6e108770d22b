import { z } from "zod";
import type { MeterProvider, TracerProvider } from "../telemetry/index.js";
import { telemetryProviderFields } from "./shared-fields.js";

const price = z.number().min(0).max(1_000_000);
const ratio = z.number().min(0).max(1);

export const cacheTelemetrySchema = z.strictObject({
  enabled: z.boolean().optional(),
  ...telemetryProviderFields(),
  tenantLabels: z.array(z.string().min(1).max(128)).max(1_000).default([]),
  prices: z
    .record(z.string().min(1).max(256), z.strictObject({ inputPerMillion: price, outputPerMillion: price }))
    .default({}),
  embeddingPricePerMillion: price.default(0),
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

/** The part of the telemetry options that the ledger reckons with. */
export type ResolvedPrices = Pick<
  z.output<typeof cacheTelemetrySchema>,
  "prices" | "embeddingPricePerMillion" | "currency" | "redisCostPerHour" | "hitRatioGoal"
>;

/** What a model charges, in units of `currency` for a million tokens. */
export interface ModelPrice {
  /** Price of a million input tokens. */
  inputPerMillion: number;
  /** Price of a million output tokens. */
  outputPerMillion: number;
}

/**
 * What a cache tells OpenTelemetry, and the prices that `stats()` reckons with. The prices are yours: nothing is looked up
 * anywhere. The counts of `stats()` are kept in Redis also where `enabled` is false.
 */
export interface CacheTelemetryOptions {
  /** Whether spans and metrics are made. Default: as for the client. */
  enabled?: boolean | undefined;
  /** Where spans go. Default: the client's provider. */
  tracerProvider?: TracerProvider | undefined;
  /** Where metrics go. Default: the client's provider. */
  meterProvider?: MeterProvider | undefined;
  /** Tenants that metrics name, up to 1,000. Default none, because a metric for each of many tenants is dear to store. */
  tenantLabels?: string[] | undefined;
  /**
   * Prices by the name in `scope.model`, for example `{ "large": { inputPerMillion: 2.5, outputPerMillion: 10 } }`. Default
   * none. A hit of a model that is not listed saves tokens, not money, and is counted as unpriced.
   */
  prices?: Record<string, ModelPrice> | undefined;
  /** What the embedder charges for a million tokens, which are estimated as a quarter of the characters. Default 0. */
  embeddingPricePerMillion?: number | undefined;
  /** Three capital letters; sums of different currencies are kept apart. Default `USD`. */
  currency?: string | undefined;
  /** What this tenant's share of Redis costs in an hour, held against its savings from the first count on. Default 0. */
  redisCostPerHour?: number | undefined;
  /** Hit ratio that is aimed at. */
  hitRatioGoal?:
    | {
        /** Below this ratio the cache earns little. Default 0.6. */
        least?: number | undefined;
        /** Above this ratio, check whether the answers are right. Default 0.8. */
        most?: number | undefined;
      }
    | undefined;
}
