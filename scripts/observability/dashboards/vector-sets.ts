import type { Dashboard } from "./grafana.js";
import { highest, percentiles, rate } from "./queries.js";

const SERVER = "server_address, server_port";

export const vectorSets: Dashboard = {
  uid: "octavec-vector-sets",
  title: "octavec: vector sets",
  description: "Collections, their precision, and the servers that hold them. Needs telemetry.serverFigures.",
  jobsOf: "octavec_server_up",
  panels: [
    {
      title: "Elements",
      unit: "short",
      description: "Elements of the collections in serverFigures.collections.",
      queries: [highest("octavec_collection_elements", "db_collection_name")],
    },
    {
      title: "Size of collections",
      unit: "bytes",
      description: "Memory of their vector sets, as MEMORY USAGE estimates it.",
      queries: [highest("octavec_collection_size", "db_collection_name")],
    },
    {
      title: "Duration of searches",
      unit: "s",
      description: "Percentiles of calls with VSIM, with the wait for a connection.",
      queries: percentiles("db_client_operation_duration", 'db_operation_name=~".*VSIM.*"'),
    },
    {
      title: "Precision",
      unit: "ops",
      description:
        "Queries per second whose candidates were compared by codes, those whose hits could not be certified, and fallbacks to float32.",
      queries: [
        { ...rate("octavec_precision_rescored_total", "job"), legend: "rescored" },
        { ...rate("octavec_precision_uncertified_total", "job"), legend: "uncertified" },
        {
          ...rate("octavec_precision_fallbacks_total", "octavec_precision_fallback_kind"),
          legend: "fallback of a {{octavec_precision_fallback_kind}}",
        },
      ],
    },
    {
      title: "Drifts of vectors",
      unit: "short",
      description: "Windows of 1,000 written vectors that differ from those of the calibration, in all.",
      queries: [
        {
          expr: 'sum by (octavec_precision_drift_level) (octavec_precision_drifts_total{job=~"$job"})',
          legend: "{{octavec_precision_drift_level}}",
        },
      ],
    },
    {
      title: "Memory of servers",
      unit: "bytes",
      description: "Memory in use and its limit. At the limit Redis refuses writes, or deletes keys.",
      queries: [
        {
          ...highest("octavec_server_memory_used", SERVER),
          legend: "used {{server_address}}:{{server_port}}",
        },
        {
          ...highest("octavec_server_memory_limit", SERVER),
          legend: "limit {{server_address}}:{{server_port}}",
        },
      ],
    },
    {
      title: "Fragmentation",
      unit: "none",
      description:
        "Memory of the process by memory in use. Above 1.5 for long, active defragmentation helps.",
      queries: [highest("octavec_server_memory_fragmentation", SERVER)],
    },
    {
      title: "Evicted and expired keys",
      unit: "ops",
      description: "Keys per second. Evicted keys may be whole indexes.",
      queries: [
        {
          expr: 'max by (server_address, server_port) (rate(octavec_server_evicted_keys_total{job=~"$job"}[$__rate_interval]))',
          legend: "evicted {{server_address}}:{{server_port}}",
        },
        {
          expr: 'max by (server_address, server_port) (rate(octavec_server_expired_keys_total{job=~"$job"}[$__rate_interval]))',
          legend: "expired {{server_address}}:{{server_port}}",
        },
      ],
    },
    {
      title: "Processor time of servers",
      unit: "percentunit",
      description: "Processor time per second: 1 is one core.",
      queries: [
        {
          expr: 'max by (server_address, server_port, cpu_mode) (rate(octavec_server_cpu_time_total{job=~"$job"}[$__rate_interval]))',
          legend: "{{cpu_mode}} {{server_address}}:{{server_port}}",
        },
      ],
    },
    {
      title: "Network of servers",
      unit: "Bps",
      description: "Bytes per second that the server received and sent.",
      queries: [
        {
          expr: 'max by (server_address, server_port, network_io_direction) (rate(octavec_server_network_io_total{job=~"$job"}[$__rate_interval]))',
          legend: "{{network_io_direction}} {{server_address}}:{{server_port}}",
        },
      ],
    },
    {
      title: "Commands of servers",
      unit: "ops",
      description: "Commands per second of all clients, and those that came into the slow log.",
      queries: [
        {
          expr: 'max by (server_address, server_port) (rate(octavec_server_commands_total{job=~"$job"}[$__rate_interval]))',
          legend: "all {{server_address}}:{{server_port}}",
        },
        {
          expr: 'max by (server_address, server_port) (rate(octavec_server_slow_commands_total{job=~"$job"}[$__rate_interval]))',
          legend: "slow {{server_address}}:{{server_port}}",
        },
      ],
    },
    {
      title: "Replication",
      unit: "bytes",
      description: "Bytes that the slowest replica of each primary has not acknowledged.",
      queries: [highest("octavec_server_replication_lag", SERVER)],
    },
  ],
};
