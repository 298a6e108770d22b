import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { RULES_FILE } from "../../scripts/observability/read-rules.js";
import { findFreePort } from "../../src/testing/free-port.js";
import { waitUntil } from "../../src/testing/wait-until.js";
import { hastened } from "./rules-file.js";

/** Time between two scrapes, and between two evaluations of the rules. */
const INTERVAL = "1s";
const READY_MS = 30_000;

export interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
}

/** A running Prometheus. */
export interface Prometheus extends AsyncDisposable {
  /** The result of a query now: its series. */
  query(expr: string): Promise<readonly { metric: Record<string, string>; value: [number, string] }[]>;
  /** Names of the alerts that fire now. */
  firing(): Promise<string[]>;
}

/**
 * Starts Prometheus with the shipped rules, in which a minute takes a second.
 *
 * @param targets - Addresses (`host:port`) by job.
 */
export async function startPrometheus(
  binaries: string,
  targets: Readonly<Record<string, string>>,
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), "octavec-prometheus-"));
  writeFileSync(join(folder, "rules.yml"), hastened(readFileSync(RULES_FILE, "utf8")));
  const config = {
    global: { scrape_interval: INTERVAL, scrape_timeout: INTERVAL, evaluation_interval: INTERVAL },
    rule_files: ["rules.yml"],
    scrape_configs: Object.entries(targets).map(([job, address]) => ({
      job_name: job,
      static_configs: [{ targets: [address] }],
    })),
  };
  writeFileSync(join(folder, "prometheus.yml"), stringify(config));
  const port = await findFreePort();
  const child = spawn(
    join(binaries, "prometheus"),
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const base = `http://127.0.0.1:${port}`;
  await waitUntil(async () => ((await isReady(base, child)) ? true : undefined), {
    timeoutMs: READY_MS,
    failure: `Prometheus was not ready; it said: ${log}`,
  });
  const ask = async (path: string) => {
    const reply = await fetch(`${base}/api/v1/${path}`);
    const { status, data, error } = JSON.parse(await reply.text());
    if (status !== "success") throw new Error(`Prometheus: ${error}`);
    return data;
  };
  return {
    query: async (expr) => (await ask(`query?query=${encodeURIComponent(expr)}`)).result,
    firing: async () => {
      const { alerts }: { alerts: FiringAlert[] } = await ask("alerts");
      return [
        ...new Set(
          alerts.filter(({ state }) => state === "firing").flatMap(({ labels }) => labels.alertname ?? []),
        ),
      ];
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "close");
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function isReady(base: string, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) return false;
  return fetch(`${base}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
