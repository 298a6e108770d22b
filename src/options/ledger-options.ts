import { z } from "zod";
import type { MeterProvider, TracerProvider } from "../telemetry/index.js";
import { telemetryProviderFields } from "./telemetry-fields.js";

const price = z.number().min(0).max(1_000_000);
const ratio = z.number().min(0).max(1);

const accountSchema = z.strictObject({
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
  flushIntervalMs: z.int().min(10).max(60_000).default(1_000),
});

export const ledgerSchema = z.union([z.literal(false), accountSchema]);

/** Of a cache that keeps no account itself, for reading what others counted. */
export function defaultLedgerSettings(): ResolvedLedgerSettings {
  return accountSchema.parse({});
}

export const cacheTelemetrySchema = z.strictObject({
  enabled: z.boolean().optional(),
  ...telemetryProviderFields(),
  tenantLabels: z.array(z.string().min(1).max(128)).max(1_000).default([]),
});

export type ResolvedLedgerSettings = z.output<typeof accountSchema>;

/** What a model charges, in units of the ledger's `currency` for a million tokens. */
export interface ModelPrice {
  inputPerMillion: number;
  outputPerMillion: number;
}

/** What a cache keeps account of, and at what prices. Nothing is looked up anywhere: the prices are yours. */
export interface LedgerSettings {
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
  /** Hit ratio that is aimed at. Default 0.6 to 0.8: below, the cache earns little; above, look whether answers are right. */
  hitRatioGoal?: { least?: number | undefined; most?: number | undefined } | undefined;
  /** How often counts go to Redis, in milliseconds: a process that is killed loses at most what it counted since. Default 1,000. */
  flushIntervalMs?: number | undefined;
}

/** What a cache tells OpenTelemetry. What is not given here is as the client has it. */
export interface CacheTelemetryOptions {
  /** Default: as for the client. */
  enabled?: boolean | undefined;
  /** Where spans go. Default: the client's provider. */
  tracerProvider?: TracerProvider | undefined;
  /** Where metrics go. Default: the client's provider. */
  meterProvider?: MeterProvider | undefined;
  /** Tenants that metrics name. Default none: a metric for each of many tenants costs whoever stores them dearly. */
  tenantLabels?: string[] | undefined;
}
