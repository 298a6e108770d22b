import type { Dashboard } from "./grafana.js";
import { highest, percentiles, rate, total } from "./queries.js";

const POOL = "db_client_connection_pool_name";

export const connections: Dashboard = {
  uid: "octavec-connections",
  title: "octavec: connections",
  description: "Pools, waits, retries and circuit breakers.",
  jobsOf: "db_client_connection_count",
  panels: [
    {
      title: "Connections",
      unit: "short",
      description: "Open connections of all processes, by state, and the most that the pools may open.",
      queries: [
        {
          ...total("db_client_connection_count", "db_client_connection_state"),
          legend: "{{db_client_connection_state}}",
        },
        { expr: 'sum(db_client_connection_max{job=~"$job"})', legend: "most" },
      ],
    },
    {
      title: "Waiting callers",
      unit: "short",
      description: "Callers that wait for a connection.",
      queries: [total("db_client_connection_pending_requests", POOL)],
    },
    {
      title: "Wait for a connection",
      unit: "s",
      description: "Percentiles. Almost 0 if a connection is available.",
      queries: percentiles("db_client_connection_wait_time"),
    },
    {
      title: "Use of a connection",
      unit: "s",
      description: "Percentiles of the time from getting a connection to the last reply.",
      queries: percentiles("db_client_connection_use_time"),
    },
    {
      title: "Opening of a connection",
      unit: "s",
      description: "Percentiles, with the handshake.",
      queries: percentiles("db_client_connection_create_time"),
    },
    {
      title: "Opened connections",
      unit: "ops",
      description: "Connections per second that were opened. Many mean that connections break.",
      queries: [rate("db_client_connection_create_time_count", POOL)],
    },
    {
      title: "Timeouts of waits",
      unit: "ops",
      description: "Waits for a connection that exceeded acquireTimeoutMs.",
      queries: [rate("db_client_connection_timeouts_total", POOL)],
    },
    {
      title: "Retries",
      unit: "ops",
      description: "Retries per second, by the error before them.",
      queries: [rate("octavec_client_retries_total", "error_type")],
    },
    {
      title: "Calls without a retry",
      unit: "ops",
      description: "Calls per second that were not retried because too many others were.",
      queries: [rate("octavec_client_retry_budget_exhausted_total", "job")],
    },
    {
      title: "Transitions of circuit breakers",
      unit: "ops",
      description: "Per second, by the new state.",
      queries: [rate("octavec_client_breaker_transitions_total", "octavec_breaker_state")],
    },
    {
      title: "Duration of calls",
      unit: "s",
      description: "The 99th percentile of each command.",
      queries: [
        {
          expr: 'histogram_quantile(0.99, sum by (le, db_operation_name) (rate(db_client_operation_duration_bucket{job=~"$job"}[$__rate_interval])))',
          legend: "{{db_operation_name}}",
        },
      ],
    },
    {
      title: "Clients of servers",
      unit: "short",
      description: "Connections of all clients, and those that wait in a command such as BLPOP.",
      queries: [
        {
          ...highest("octavec_server_clients_connected", "server_address, server_port"),
          legend: "connected {{server_address}}:{{server_port}}",
        },
        {
          ...highest("octavec_server_clients_blocked", "server_address, server_port"),
          legend: "blocked {{server_address}}:{{server_port}}",
        },
      ],
    },
  ],
};
