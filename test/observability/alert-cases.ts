/** Synthetic series in the notation of `promtool test rules`, a sample every minute, and when their alert fires and has cleared. */
export interface AlertCase {
  readonly alert: string;
  readonly series: Readonly<Record<string, string>>;
  /** Minutes. */
  readonly firesAt: number;
  /** Minutes. */
  readonly clearsAt: number;
  /** Labels of the alert, without `severity`. */
  readonly labels: Readonly<Record<string, string>>;
}

const SERVER = 'server_address="redis",server_port="6379"';
const SERVER_LABELS = { server_address: "redis", server_port: "6379" };
const JOB = 'job="octavec-web"';
const JOB_LABELS = { job: "octavec-web" };

export const ALERT_CASES: readonly AlertCase[] = [
  {
    alert: "OctavecTargetDown",
    series: { 'up{job="octavec-web",instance="web:1"}': "1x5 0x5 1x10" },
    firesAt: 9,
    clearsAt: 14,
    labels: { ...JOB_LABELS, instance: "web:1" },
  },
  {
    alert: "OctavecServerDown",
    series: {
      [`octavec_server_up{${JOB},instance="web:1",${SERVER}}`]: "1x5 0x5 1x10",
      [`octavec_server_up{${JOB},instance="web:2",${SERVER}}`]: "1x5 0x5 1x10",
    },
    firesAt: 9,
    clearsAt: 14,
    labels: SERVER_LABELS,
  },
  {
    alert: "OctavecBreakerOpen",
    series: {
      [`octavec_client_breaker_state{${JOB},instance="web:1",${SERVER},octavec_breaker_state="open"}`]:
        "0x5 1 0 1 0 1 0x10",
      // A probe of a server that does not answer takes longer than the pause before it.
      [`octavec_client_breaker_state{${JOB},instance="web:1",${SERVER},octavec_breaker_state="half-open"}`]:
        "0x5 0 1 0 1 0 0x10",
    },
    firesAt: 9,
    clearsAt: 15,
    labels: { ...JOB_LABELS, ...SERVER_LABELS, instance: "web:1" },
  },
  {
    alert: "OctavecCallErrors",
    series: {
      [`db_client_operation_duration_count{${JOB}}`]: "0+100x60",
      [`db_client_operation_duration_count{${JOB},error_type="TIMEOUT"}`]: "0+20x20 400x40",
    },
    firesAt: 15,
    clearsAt: 30,
    labels: JOB_LABELS,
  },
  {
    alert: "OctavecPoolExhausted",
    series: {
      [`db_client_connection_timeouts_total{${JOB},instance="web:1",db_client_connection_pool_name="redis:6379/0"}`]:
        "_x5 1x20",
    },
    firesAt: 7,
    clearsAt: 20,
    labels: { ...JOB_LABELS, instance: "web:1", db_client_connection_pool_name: "redis:6379/0" },
  },
  {
    alert: "OctavecMemoryNearLimit",
    series: {
      [`octavec_server_memory_used{${SERVER}}`]: "50x5 95x10 50x10",
      [`octavec_server_memory_limit{${SERVER}}`]: "100x30",
    },
    firesAt: 13,
    clearsAt: 18,
    labels: SERVER_LABELS,
  },
  {
    alert: "OctavecKeysEvicted",
    series: { [`octavec_server_evicted_keys_total{${SERVER}}`]: "0x5 1x20" },
    firesAt: 7,
    clearsAt: 15,
    labels: SERVER_LABELS,
  },
  {
    alert: "OctavecReplicationBroken",
    series: { [`octavec_server_replication_link_up{${SERVER}}`]: "1x5 0x6 1x10" },
    firesAt: 10,
    clearsAt: 15,
    labels: SERVER_LABELS,
  },
  {
    alert: "OctavecReplicationBroken",
    series: { [`octavec_server_replication_replicas{${SERVER}}`]: "2x5 1x6 2x10" },
    firesAt: 10,
    clearsAt: 15,
    labels: SERVER_LABELS,
  },
  {
    alert: "OctavecReplicationLag",
    series: { [`octavec_server_replication_lag{${SERVER}}`]: "0x5 20000000x10 0x10" },
    firesAt: 13,
    clearsAt: 18,
    labels: SERVER_LABELS,
  },
  {
    alert: "OctavecSlowCommands",
    series: { [`octavec_server_slow_commands_total{${SERVER}}`]: "0+300x20 6000x20" },
    firesAt: 15,
    clearsAt: 30,
    labels: SERVER_LABELS,
  },
  {
    alert: "OctavecHitRatioCollapsed",
    series: {
      [`octavec_cache_requests_total{${JOB},octavec_cache_result="hit"}`]: "0+80x60 4800x20 4800+80x30",
      [`octavec_cache_requests_total{${JOB},octavec_cache_result="miss"}`]: "0+20x60 1200+100x20 3200+20x30",
    },
    firesAt: 74,
    clearsAt: 95,
    labels: JOB_LABELS,
  },
  {
    alert: "OctavecLookupsSlow",
    series: {
      [`octavec_cache_operation_duration_bucket{${JOB},octavec_cache_operation_name="lookup",le="0.5"}`]:
        "0x15 0+100x30",
      [`octavec_cache_operation_duration_bucket{${JOB},octavec_cache_operation_name="lookup",le="1"}`]:
        "0+100x15 1500+100x30",
      [`octavec_cache_operation_duration_bucket{${JOB},octavec_cache_operation_name="lookup",le="+Inf"}`]:
        "0+100x15 1500+100x30",
    },
    firesAt: 12,
    clearsAt: 35,
    labels: JOB_LABELS,
  },
  {
    alert: "OctavecLookupBudgetBurns",
    series: {
      [`octavec_cache_requests_total{${JOB},octavec_cache_result="hit"}`]: "0+100x200",
      [`octavec_cache_requests_total{${JOB},octavec_cache_result="error"}`]: "0x5 0+5x40 200x150",
    },
    firesAt: 30,
    clearsAt: 60,
    labels: JOB_LABELS,
  },
  {
    alert: "OctavecWrongHitsOverBudget",
    series: {
      [`octavec_cache_error_rate_lower_bound{${JOB}}`]: "0.001x5 0.02x10 0.001x10",
      [`octavec_cache_error_rate_budget{${JOB}}`]: "0.01x30",
    },
    firesAt: 13,
    clearsAt: 18,
    labels: JOB_LABELS,
  },
  {
    alert: "OctavecDrift",
    series: { [`octavec_cache_drifts_total{${JOB},octavec_cache_drift_input="similarity"}`]: "_x5 1x100" },
    firesAt: 7,
    clearsAt: 80,
    labels: JOB_LABELS,
  },
  {
    alert: "OctavecDrift",
    series: {
      [`octavec_precision_drifts_total{${JOB},octavec_precision_drift_level="recalibrate"}`]: "1x5 2x100",
    },
    firesAt: 7,
    clearsAt: 80,
    labels: JOB_LABELS,
  },
  {
    alert: "OctavecDecisionStopped",
    series: {
      [`octavec_cache_decision_mode_changes_total{${JOB},octavec_cache_decision_mode="stopped"}`]:
        "_x5 1x100",
    },
    firesAt: 7,
    clearsAt: 80,
    labels: JOB_LABELS,
  },
  {
    alert: "OctavecBackgroundFailures",
    series: {
      [`octavec_background_failures_total{${JOB},octavec_background_job="sweep",error_type="TIMEOUT"}`]:
        "0+5x20 100x30",
    },
    firesAt: 15,
    clearsAt: 35,
    labels: { ...JOB_LABELS, octavec_background_job: "sweep" },
  },
  {
    alert: "OctavecInvalidationLag",
    series: { [`octavec_cache_invalidation_lag{${JOB},instance="web:1"}`]: "0.1x5 30x5 0.1x10" },
    firesAt: 9,
    clearsAt: 14,
    labels: { ...JOB_LABELS, instance: "web:1" },
  },
  {
    alert: "OctavecGatewayErrors",
    series: {
      [`http_server_request_duration_count{${JOB},otel_scope_name="octavec",http_response_status_code="200"}`]:
        "0+100x60",
      [`http_server_request_duration_count{${JOB},otel_scope_name="octavec",http_response_status_code="502"}`]:
        "0+20x20 400x40",
    },
    firesAt: 15,
    clearsAt: 30,
    labels: JOB_LABELS,
  },
  {
    alert: "OctavecNegativeReturn",
    series: {
      [`octavec_cache_saved_cost_total{${JOB},octavec_cache_currency="USD"}`]: "0+1x120 120+10x120",
      [`octavec_cache_embedding_cost_total{${JOB},octavec_cache_currency="USD"}`]: "0+2x240",
    },
    firesAt: 90,
    clearsAt: 200,
    labels: { ...JOB_LABELS, octavec_cache_currency: "USD" },
  },
];
