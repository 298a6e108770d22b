import type { Dashboard } from "./grafana.js";
import { hitRatio, percentiles, rate, share } from "./queries.js";

const OURS = 'otel_scope_name="octavec"';

export const gateway: Dashboard = {
  uid: "octavec-gateway",
  title: "octavec: gateway",
  description: "Requests to gateways, by route and status.",
  jobsOf: "http_server_request_duration_count",
  panels: [
    {
      title: "Requests",
      unit: "reqps",
      description: "Requests per second, by route.",
      queries: [rate("http_server_request_duration_count", "http_request_method, http_route", OURS)],
    },
    {
      title: "Status",
      unit: "reqps",
      description: "Requests per second, by the status of the reply. Without a status the client left.",
      queries: [rate("http_server_request_duration_count", "http_response_status_code", OURS)],
    },
    {
      title: "Failed requests",
      unit: "percentunit",
      description: "Share of replies with a status of 500 or more.",
      queries: [
        share("http_server_request_duration_count", `http_response_status_code=~"5..", ${OURS}`, OURS),
      ],
    },
    {
      title: "Duration",
      unit: "s",
      description: "Percentiles of all requests, with the provider's time.",
      queries: percentiles("http_server_request_duration", OURS),
    },
    {
      title: "Duration by route",
      unit: "s",
      description: "The 95th percentile of each route.",
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (le, http_route) (rate(http_server_request_duration_bucket{job=~"$job", ${OURS}}[$__rate_interval])))`,
          legend: "{{http_route}}",
        },
      ],
    },
    {
      title: "Hit ratio of its caches",
      unit: "percentunit",
      description: "Hits among look-ups that may hit.",
      queries: [hitRatio()],
    },
  ],
};
