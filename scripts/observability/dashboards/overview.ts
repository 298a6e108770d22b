import type { Dashboard } from "./grafana.js";
import { highest, hitRatio, percentiles, rate, total } from "./queries.js";

export const overview: Dashboard = {
  uid: "octavec-overview",
  title: "octavec: overview",
  description: "Whether processes, caches and servers are well.",
  jobsOf: "db_client_operation_duration_count",
  panels: [
    {
      title: "Hit ratio",
      kind: "stat",
      unit: "percentunit",
      description: "Hits among look-ups that may hit.",
      queries: [hitRatio()],
    },
    {
      title: "Alerts",
      kind: "stat",
      unit: "short",
      description: "Alerts of octavec that fire now.",
      queries: [
        {
          expr: 'count(ALERTS{alertname=~"Octavec.*", alertstate="firing"}) or vector(0)',
          legend: "alerts",
        },
      ],
    },
    {
      title: "Servers down",
      kind: "stat",
      unit: "short",
      description: "Redis servers that no process reaches.",
      queries: [
        {
          expr: 'count(max by (server_address, server_port) (octavec_server_up{job=~"$job"}) == 0) or vector(0)',
          legend: "servers",
        },
      ],
    },
    {
      title: "Memory in use",
      kind: "stat",
      unit: "bytes",
      description: "Memory of the largest Redis server.",
      queries: [{ expr: 'max(octavec_server_memory_used{job=~"$job"})', legend: "memory" }],
    },
    {
      title: "Budget of failed look-ups left",
      kind: "stat",
      unit: "percentunit",
      description: "Of the one look-up in 1,000 that may fail in 30 days. Below 0: the objective is missed.",
      queries: [
        { expr: 'job:octavec_cache_availability_budget_left:ratio_rate30d{job=~"$job"}', legend: "{{job}}" },
      ],
    },
    {
      title: "Budget of slow look-ups left",
      kind: "stat",
      unit: "percentunit",
      description:
        "Of the one look-up in 100 that may take more than 50 ms. Below 0: the objective is missed.",
      queries: [
        { expr: 'job:octavec_cache_latency_budget_left:ratio_rate30d{job=~"$job"}', legend: "{{job}}" },
      ],
    },
    {
      title: "Look-ups",
      unit: "ops",
      description: "Look-ups of semantic caches per second, by result.",
      queries: [rate("octavec_cache_requests_total", "octavec_cache_result")],
    },
    {
      title: "Duration of look-ups",
      unit: "s",
      description: "Percentiles, with the embedding.",
      queries: percentiles("octavec_cache_operation_duration", 'octavec_cache_operation_name="lookup"'),
    },
    {
      title: "Calls to Redis",
      unit: "ops",
      description: "Commands, pipelines and transactions per second.",
      queries: [rate("db_client_operation_duration_count", "db_operation_name")],
    },
    {
      title: "Failed calls to Redis",
      unit: "ops",
      description: "By error code. NOSCRIPT is left out: it is answered by sending the script.",
      queries: [
        {
          expr: 'sum by (error_type) (rate(db_client_operation_duration_count{job=~"$job", error_type!="", db_response_status_code!="NOSCRIPT"}[$__rate_interval])) or vector(0)',
          legend: "{{error_type}}",
        },
      ],
    },
    {
      title: "Failures in the background",
      unit: "ops",
      description: "Failures of work that no caller waits for, per second, by job and error code.",
      queries: [rate("octavec_background_failures_total", "octavec_background_job, error_type")],
    },
    {
      title: "Circuit breakers",
      unit: "short",
      description: "Processes by the state of their circuit breakers. All should be closed.",
      queries: [total("octavec_client_breaker_state", "octavec_breaker_state")],
    },
    {
      title: "Redis by its exporter",
      unit: "ops",
      description:
        "Commands per second of all clients, by the exporter of Redis. It sees the server when no process does.",
      queries: [
        {
          expr: "sum by (instance) (rate(redis_commands_processed_total[$__rate_interval]))",
          legend: "{{instance}}",
        },
      ],
    },
    {
      title: "Replicas",
      unit: "short",
      description: "Connected replicas of each primary.",
      queries: [highest("octavec_server_replication_replicas", "server_address, server_port")],
    },
  ],
};
