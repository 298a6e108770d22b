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

/** Time between two scrapes, and between two evaluations of the rules. A scrape waits half a second for servers that are away. */
export const INTERVAL_MS = 1_000;
const READY_MS = 30_000;

type Labels = Readonly<Record<string, string>>;

export interface ActiveAlert {
  readonly labels: Labels;
  readonly state: "pending" | "firing";
  /** ISO time of the evaluation at which its condition became true. */
  readonly activeAt: string;
}

/** Samples are pairs of a time in seconds and a number as text. */
type Sample = readonly [number, string];

/** A running Prometheus. */
export interface Prometheus extends AsyncDisposable {
  /** The result of a query now: its series. */
  query(expr: string): Promise<readonly { readonly metric: Labels; readonly value: Sample }[]>;
  /** The samples of a query that ends with a range. */
  samples(expr: string): Promise<readonly { readonly metric: Labels; readonly values: readonly Sample[] }[]>;
  /** The alerts that are pending or fire now. */
  alerts(): Promise<readonly ActiveAlert[]>;
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
  const interval = `${INTERVAL_MS}ms`;
  const config = {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
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
  const query = async (expr: string) => (await ask(`query?query=${encodeURIComponent(expr)}`)).result;
  return {
    query,
    samples: query,
    alerts: async () => (await ask("alerts")).alerts,
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
