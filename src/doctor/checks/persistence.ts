import type { Check } from "../contract/check.js";
import type { Finding } from "../contract/finding.js";

const FAILED_WRITES: readonly (readonly [field: string, what: string])[] = [
  ["rdb_last_bgsave_status", "the last snapshot"],
  ["aof_last_bgrewrite_status", "the last rewrite of the AOF"],
  ["aof_last_write_status", "the last write to the AOF"],
];

/** AOF and snapshots: what would be left after a restart, and settings with which they do not work. */
export const persistence: Check = {
  name: "persistence",
  run: ({ facts: { info, config } }) => {
    const findings: Finding[] = [];
    const hasAof = info.get("aof_enabled") === "1";
    if (!hasAof && config?.get("save") === "") {
      findings.push({
        id: "no-persistence",
        severity: "warning",
        cause: "The server writes neither an AOF nor snapshots: a restart loses every collection and cache.",
        evidence: 'appendonly is no, and save is ""',
        remedy:
          "CONFIG SET appendonly yes, and the same in redis.conf. Accept this finding if all data can be made again.",
      });
    }
    if (hasAof && config?.get("aof-use-rdb-preamble") === "no") {
      findings.push({
        id: "aof-rewrite-crashes",
        severity: "error",
        cause:
          "Without the RDB preamble the process that rewrites the AOF crashes on vector sets (up to 8.8.0): the AOF grows without end.",
        evidence: "appendonly is yes, and aof-use-rdb-preamble is no",
        remedy: "CONFIG SET aof-use-rdb-preamble yes, and the same in redis.conf.",
      });
    }
    if (hasAof && config?.get("appendfsync") === "no") {
      findings.push({
        id: "aof-not-synced",
        severity: "warning",
        cause:
          "The system decides when the AOF reaches the disk: a power cut can lose half a minute of writes.",
        evidence: "appendfsync is no",
        remedy: "CONFIG SET appendfsync everysec.",
      });
    }
    for (const [field, what] of FAILED_WRITES) {
      const status = info.get(field);
      if (status === undefined || status === "ok") continue;
      findings.push({
        id: "persistence-fails",
        severity: "error",
        cause: `The server could not finish ${what}, so a restart loses what came since. Redis may also refuse writes.`,
        evidence: `${field} is ${status}`,
        remedy: "Look into the server's log: free disk space, rights of the folder, memory for the fork.",
      });
    }
    return findings;
  },
};
