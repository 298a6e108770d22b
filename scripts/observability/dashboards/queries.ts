import type { Query } from "./grafana.js";

/** Functions that write the queries that many panels have. `labels` are further conditions: `octavec_cache_result="hit"`. */

/** The rate of a counter per second, summed over all processes. */
export function rate(metric: string, by: string, labels = ""): Query {
  return {
    expr: `sum by (${by}) (rate(${metric}{${where(labels)}}[$__rate_interval]))`,
    legend: legendOf(by),
  };
}

/** Percentiles of a histogram. `metric` is its name without `_bucket`. */
export function percentiles(metric: string, labels = ""): Query[] {
  return [0.5, 0.95, 0.99].map((share) => ({
    expr: `histogram_quantile(${share}, sum by (le) (rate(${metric}_bucket{${where(labels)}}[$__rate_interval])))`,
    legend: `${share * 100} %`,
  }));
}

/** A gauge; of values that several processes report for one thing the highest. */
export function highest(metric: string, by: string, labels = ""): Query {
  return { expr: `max by (${by}) (${metric}{${where(labels)}})`, legend: legendOf(by) };
}

/** A gauge, summed over all processes. */
export function total(metric: string, by: string, labels = ""): Query {
  return { expr: `sum by (${by}) (${metric}{${where(labels)}})`, legend: legendOf(by) };
}

/** A share of a rate: that of the series with `part` among those with `whole`. */
export function share(metric: string, part: string, whole: string): Query {
  const sum = (labels: string) => `sum (rate(${metric}{${where(labels)}}[$__rate_interval]))`;
  // Without a single one of the part there is no series of it, and the share is 0.
  return { expr: `(${sum(part)} or vector(0)) / ${sum(whole)}`, legend: "share" };
}

/** Hits among the look-ups that may hit. */
export function hitRatio(): Query {
  return share(
    "octavec_cache_requests_total",
    'octavec_cache_result="hit"',
    'octavec_cache_result=~"hit|miss"',
  );
}

function where(labels: string): string {
  return labels === "" ? 'job=~"$job"' : `job=~"$job", ${labels}`;
}

function legendOf(by: string): string {
  return by
    .split(", ")
    .map((label) => `{{${label}}}`)
    .join(" ");
}
