import type { Dashboard } from "./grafana.js";
import { rate } from "./queries.js";

const CURRENCY = "octavec_cache_currency";

/** What a counter of money gained in the time that the dashboard shows. */
const gained = (metric: string) => `sum by (${CURRENCY}) (increase(${metric}{job=~"$job"}[$__range]))`;

export const cost: Dashboard = {
  uid: "octavec-cost",
  title: "octavec: cost",
  description: "What hits save and embeddings cost. Prices come from telemetry.prices of the caches.",
  jobsOf: "octavec_cache_requests_total",
  panels: [
    {
      title: "Saved",
      kind: "stat",
      unit: "short",
      description: "Price of the tokens that hits saved, in the chosen time.",
      queries: [{ expr: gained("octavec_cache_saved_cost_total"), legend: `{{${CURRENCY}}}` }],
    },
    {
      title: "Embeddings",
      kind: "stat",
      unit: "short",
      description: "Price of the embeddings of the cache, in the chosen time.",
      queries: [{ expr: gained("octavec_cache_embedding_cost_total"), legend: `{{${CURRENCY}}}` }],
    },
    {
      title: "Net savings",
      kind: "stat",
      unit: "short",
      description: "Savings without the price of the embeddings, in the chosen time.",
      queries: [
        {
          expr: `${gained("octavec_cache_saved_cost_total")} - ${gained("octavec_cache_embedding_cost_total")}`,
          legend: `{{${CURRENCY}}}`,
        },
      ],
    },
    {
      title: "Saved tokens",
      kind: "stat",
      unit: "short",
      description: "Tokens of answers that came from the cache, in the chosen time.",
      queries: [
        {
          expr: 'sum by (octavec_cache_token_type) (increase(octavec_cache_saved_tokens_total{job=~"$job"}[$__range]))',
          legend: "{{octavec_cache_token_type}}",
        },
      ],
    },
    {
      title: "Savings per hour",
      unit: "short",
      description: "Rate of savings and of the price of embeddings, per hour.",
      queries: [
        {
          expr: `3600 * ${rate("octavec_cache_saved_cost_total", CURRENCY).expr}`,
          legend: `saved {{${CURRENCY}}}`,
        },
        {
          expr: `3600 * ${rate("octavec_cache_embedding_cost_total", CURRENCY).expr}`,
          legend: `embeddings {{${CURRENCY}}}`,
        },
      ],
    },
    {
      title: "Saved tokens per second",
      unit: "ops",
      description: "Input and output tokens.",
      queries: [rate("octavec_cache_saved_tokens_total", "octavec_cache_token_type")],
    },
    {
      title: "Texts of the embedding cache",
      unit: "ops",
      description:
        "Texts per second, by where their vector came from. Only misses cost a call of the embedder.",
      queries: [rate("octavec_embedding_cache_requests_total", "octavec_embedding_cache_result")],
    },
    {
      title: "Calls of the embedder",
      unit: "ops",
      description: "Calls of caches to their embedders per second, for look-ups and for storing.",
      queries: [rate("octavec_embedding_duration_count", "octavec_cache_operation_name")],
    },
  ],
};
