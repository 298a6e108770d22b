import type { Dashboard } from "./grafana.js";
import { highest, hitRatio, percentiles, rate, total } from "./queries.js";

export const semanticCache: Dashboard = {
  uid: "octavec-semantic-cache",
  title: "octavec: semantic cache",
  description: "Hits, misses and their reasons, quality of answers, entries.",
  jobsOf: "octavec_cache_requests_total",
  panels: [
    {
      title: "Hit ratio",
      unit: "percentunit",
      description: "Hits among look-ups that may hit.",
      queries: [hitRatio()],
    },
    {
      title: "Hits by tier",
      unit: "ops",
      description: "Hits per second of the memory tier, the exact tier, and the search.",
      queries: [rate("octavec_cache_requests_total", "octavec_cache_tier", 'octavec_cache_result="hit"')],
    },
    {
      title: "Reasons of misses",
      unit: "ops",
      description: "Look-ups per second that were no hit, by their reason.",
      queries: [rate("octavec_cache_requests_total", "octavec_cache_reason", 'octavec_cache_result!="hit"')],
    },
    {
      title: "Duration of look-ups in memory",
      unit: "s",
      description: "Percentiles of hits in the memory tier, which need no I/O.",
      queries: percentiles(
        "octavec_cache_operation_duration",
        'octavec_cache_operation_name="lookup", octavec_cache_tier="memory"',
      ),
    },
    {
      title: "Duration of all look-ups",
      unit: "s",
      description: "Percentiles, with the embedding.",
      queries: percentiles("octavec_cache_operation_duration", 'octavec_cache_operation_name="lookup"'),
    },
    {
      title: "Duration of embeddings",
      unit: "s",
      description: "Percentiles of calls to the embedder.",
      queries: percentiles("octavec_embedding_duration"),
    },
    {
      title: "Similarity of hits and misses",
      unit: "none",
      description:
        "Medians of semantic hits, and of the nearest entries of misses. Close medians mean that the threshold separates little.",
      queries: [
        {
          expr: 'histogram_quantile(0.5, sum by (le, octavec_cache_result) (rate(octavec_cache_similarity_bucket{job=~"$job"}[$__rate_interval])))',
          legend: "{{octavec_cache_result}}",
        },
      ],
    },
    {
      title: "Wrong answers",
      unit: "percentunit",
      description: "The 95 % interval for wrong answers per look-up, from audits, and the budget.",
      queries: [
        { ...highest("octavec_cache_error_rate_upper_bound", "job"), legend: "upper end {{job}}" },
        { ...highest("octavec_cache_error_rate_lower_bound", "job"), legend: "lower end {{job}}" },
        { ...highest("octavec_cache_error_rate_budget", "job"), legend: "budget {{job}}" },
      ],
    },
    {
      title: "Verdicts",
      unit: "ops",
      description: "Feedback on answers from the cache, per second.",
      queries: [rate("octavec_cache_feedback_total", "octavec_cache_verdict")],
    },
    {
      title: "Stored answers",
      unit: "ops",
      description: "Calls to store an answer, per second, by result.",
      queries: [rate("octavec_cache_stores_total", "octavec_cache_result")],
    },
    {
      title: "Removed entries",
      unit: "ops",
      description: "Entries per second that expired, were evicted, or were left behind by a flush.",
      queries: [rate("octavec_cache_removals_total", "octavec_cache_removal_reason")],
    },
    {
      title: "Entries",
      unit: "short",
      description:
        "Entries in Redis of the tenants in telemetry.tenantLabels, and in the memory tiers of all processes.",
      queries: [
        {
          ...highest("octavec_cache_entries", "octavec_cache_tenant"),
          legend: "Redis {{octavec_cache_tenant}}",
        },
        { ...total("octavec_cache_memory_entries", "job"), legend: "memory {{job}}" },
      ],
    },
    {
      title: "Evictions of the memory tier",
      unit: "ops",
      description: "Entries per second that left the memory tier because it was full.",
      queries: [rate("octavec_cache_memory_evictions_total", "job")],
    },
    {
      title: "Lag of invalidations",
      unit: "s",
      description:
        "Time since a process has read the invalidations of the others. Above maxLagMs its memory tier serves nothing.",
      queries: [highest("octavec_cache_invalidation_lag", "instance")],
    },
  ],
};
