import type { Check } from "../contract/check.js";
import type { Finding } from "../contract/finding.js";

const NEAR_SHARE = 0.8;
const FULL_SHARE = 0.95;
/** Above this share of the machine a snapshot, which copies what changes meanwhile, may not fit. */
const MACHINE_SHARE = 0.75;

/** `maxmemory` and what is left of it. */
export const memoryHeadroom: Check = {
  name: "memory-headroom",
  run: ({ facts: { info } }) => {
    const number = (field: string) => Number(info.get(field) ?? 0);
    const [used, limit, machine] = ["used_memory", "maxmemory", "total_system_memory"].map(number) as [
      number,
      number,
      number,
    ];
    return limitFindings(used, limit, machine);
  },
};

function limitFindings(used: number, limit: number, machine: number): Finding[] {
  if (limit === 0) {
    return [
      {
        id: "no-maxmemory",
        severity: "warning",
        cause:
          "Without maxmemory the server grows until the system kills it, and with it the writes of every client.",
        evidence: `maxmemory is 0; used_memory is ${megabytes(used)}`,
        remedy:
          "CONFIG SET maxmemory to about 70 % of the machine's memory; `octavec plan` says what you need.",
      },
    ];
  }
  const findings: Finding[] = [];
  const share = used / limit;
  if (share >= NEAR_SHARE) {
    findings.push({
      id: "memory-nearly-full",
      severity: share >= FULL_SHARE ? "error" : "warning",
      cause: "At maxmemory the server refuses VADD and every other write that needs memory (OUT_OF_MEMORY).",
      evidence: `used_memory is ${megabytes(used)} of ${megabytes(limit)}: ${(100 * share).toFixed(1)} %`,
      remedy:
        "Raise maxmemory, remove elements, or move collections to another server. `octavec stats --history` says when it is full.",
    });
  }
  if (machine > 0 && limit > MACHINE_SHARE * machine) {
    findings.push({
      id: "maxmemory-too-high",
      severity: "warning",
      cause:
        "A snapshot or AOF rewrite copies the pages that change meanwhile, and searches change pages of vector sets too: the machine may run out of memory before maxmemory is reached.",
      evidence: `maxmemory is ${megabytes(limit)} of ${megabytes(machine)}`,
      remedy: "CONFIG SET maxmemory to at most 75 % of the machine's memory.",
    });
  }
  return findings;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
