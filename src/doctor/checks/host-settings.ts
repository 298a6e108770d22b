import { readFileSync } from "node:fs";
import { type Check, Unseen } from "../contract/check.js";
import type { Finding } from "../contract/finding.js";
import { isLocalServer } from "../facts/local-server.js";

const HUGE_PAGES = "/sys/kernel/mm/transparent_hugepage/enabled";
const OVERCOMMIT = "/proc/sys/vm/overcommit_memory";

/** Settings of the kernel. They can be seen only if the server is on this machine. */
export const hostSettings: Check = {
  name: "host-settings",
  run: async ({ client, facts: { config }, options: { readHostFile = readText } }) => {
    if (!(await isLocalServer(client))) {
      throw new Unseen("the server is on another machine, of which huge pages and overcommit cannot be seen");
    }
    const hugePages = contentOf(readHostFile, HUGE_PAGES);
    const overcommit = contentOf(readHostFile, OVERCOMMIT);
    if (hugePages === undefined && overcommit === undefined) {
      throw new Unseen("this system shows neither huge pages nor overcommit");
    }
    const findings: Finding[] = [];
    if (hugePages?.includes("[always]") && config?.get("disable-thp") === "no") {
      findings.push({
        id: "huge-pages",
        severity: "warning",
        cause:
          "With transparent huge pages a write during a snapshot copies 2 MB instead of 4 KB: pauses, and much more memory.",
        evidence: `${HUGE_PAGES} is always, and disable-thp is no`,
        remedy: "Remove disable-thp no from redis.conf and restart, or: echo madvise > the file named above.",
      });
    }
    if (overcommit === "0") {
      findings.push({
        id: "no-overcommit",
        severity: "warning",
        cause: "The kernel may refuse the fork of a snapshot or AOF rewrite although memory is free.",
        evidence: `${OVERCOMMIT} is 0`,
        remedy: "sysctl vm.overcommit_memory=1, and the same in /etc/sysctl.conf.",
      });
    }
    return findings;
  },
};

function readText(path: string): string {
  return readFileSync(path, "utf8");
}

function contentOf(read: (path: string) => string, path: string): string | undefined {
  try {
    return read(path).trim();
  } catch {
    return undefined;
  }
}
