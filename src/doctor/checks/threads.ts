import { availableParallelism } from "node:os";
import { type Check, Unseen } from "../contract/check.js";
import type { Finding } from "../contract/finding.js";
import { isLocalServer } from "../facts/local-server.js";

/** Threads for input and output, and for searches. */
export const threads: Check = {
  name: "threads",
  run: async ({ client, facts: { config } }) => {
    if (config === undefined) throw new Unseen("this user may not read the settings (CONFIG GET)");
    const findings: Finding[] = [];
    if (config.get("vset-force-single-threaded-execution") === "yes") {
      findings.push({
        id: "single-threaded-search",
        severity: "notice",
        cause: "Every search runs on the main thread, so a slow one keeps all clients waiting.",
        evidence: "vset-force-single-threaded-execution is yes",
        remedy: "Set it to no on a version without the advisory threaded-search.",
      });
    }
    const ioThreads = Number(config.get("io-threads") ?? 1);
    if (ioThreads > availableParallelism() && (await isLocalServer(client))) {
      findings.push({
        id: "too-many-io-threads",
        severity: "warning",
        cause: "More threads for input and output than cores take time from each other and from searches.",
        evidence: `io-threads is ${ioThreads} on ${availableParallelism()} cores`,
        remedy: "Set io-threads in redis.conf to at most the number of cores less one.",
      });
    }
    return findings;
  },
};
