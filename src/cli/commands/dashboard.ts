import { once } from "node:events";
import { createEnergeticEmbedder } from "../../embedding/index.js";
import { type CacheFlags, embedderOf, openNamespace, withCacheFlags } from "../cache/cache-flags.js";
import { openDashboard } from "../dashboard/open-dashboard.js";
import type { MakeCommand } from "../program/command-context.js";
import { connectFromFlags, REDIS_FLAG } from "../program/connect-from-flags.js";
import { commandOf } from "../program/help.js";
import { anyNumber, wholeNumber } from "../program/option-values.js";
import { printJson } from "../program/print.js";

type DashboardFlags = CacheFlags & {
  readonly redis?: string;
  readonly model?: string;
  readonly dimension?: number;
  readonly threshold?: number;
  readonly port: number;
  readonly host: string;
  readonly intervalMs: number;
  readonly write: boolean;
};

/** A page is not in a hurry: it waits for a busy server, and for a model that is loaded first. */
const PATIENCE = { timeoutMs: 5_000, embedTimeoutMs: 30_000 };
/** Of a cache that was told nothing else. */
const DEFAULT_THRESHOLD = 0.9;

/** `octavec dashboard`. */
export const dashboardCommand: MakeCommand = ({ signal }) =>
  withCacheFlags(
    commandOf("dashboard", {
      about: "a web page: plots, tenants, similarities, explanations, entries, and a threshold from labels",
      more: `It prints one line of JSON when it listens, and runs until Ctrl-C. Without --namespace it shows the server alone. It only
reads, unless --write lets it invalidate entries. On another address than this machine's own it asks for the token in
OCTAVEC_DASHBOARD_TOKEN. Questions are embedded as octavec explain does it. Needs the package fastify.`,
      examples: [
        "octavec dashboard --namespace support",
        "octavec dashboard --namespace support --tenant acme --threshold 0.85 --write",
      ],
    }),
  )
    .option(...REDIS_FLAG)
    .option(
      "--port <port>",
      "port of the page; 0 for any that is free",
      wholeNumber("--port", 0, 65_535),
      4_280,
    )
    .option("--host <address>", "address to listen at", "127.0.0.1")
    .option(
      "--interval-ms <ms>",
      "milliseconds between two updates of a page, 500 to 60000",
      wholeNumber("--interval-ms", 500, 60_000),
      1_000,
    )
    .option("--model <name>", "model of the cache's embedder, if it is not the offline one")
    .option("--dimension <count>", "its numbers per vector", wholeNumber("--dimension", 1, 65_536))
    .option(
      "--threshold <similarity>",
      "least similarity of a hit (default: that of the embedder)",
      anyNumber("--threshold", 0, 1),
    )
    .option("--write", "let the page invalidate entries", false)
    .action(async (flags: DashboardFlags) => {
      const { redis, model, dimension, threshold, write, host, port, intervalMs, namespace, tenant } = flags;
      const embedder = embedderOf({ model, dimension }) ?? createEnergeticEmbedder();
      await using client = await connectFromFlags(redis);
      await using caches =
        namespace === undefined
          ? undefined
          : openNamespace(client, flags, { embedder, threshold, ...PATIENCE });
      await using dashboard = await openDashboard({
        ...{ client, caches, namespace, tenant, host, port, intervalMs },
        threshold: threshold ?? embedder.recommendedThreshold?.value ?? DEFAULT_THRESHOLD,
        canWrite: write,
        token: process.env.OCTAVEC_DASHBOARD_TOKEN,
      });
      const shownHost = host.includes(":") ? `[${host}]` : host;
      printJson({
        event: "listening",
        url: `http://${shownHost}:${dashboard.port}/`,
        host,
        port: dashboard.port,
      });
      if (!signal.aborted) await once(signal, "abort");
    });
