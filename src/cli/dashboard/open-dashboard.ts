import type { AddressInfo } from "node:net";
import { Drain, noLog, openHttpServer } from "../../gateway/http/index.js";
import { LOOPBACK } from "../program/loopback.js";
import { UsageError } from "../terminal/usage-error.js";
import { guardRequests } from "./guard-requests.js";
import { readPageFiles } from "./page-files.js";
import { problemOf } from "./problem-of.js";
import { type ApiParts, registerApi } from "./register-api.js";

/** Requests are small: a thousand labelled hits at most. */
const LIMITS = {
  bodyBytes: 1_048_576,
  headerBytes: 16_384,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 72_000,
};
const DRAIN_TIMEOUT_MS = 5_000;
const LEAST_TOKEN_LENGTH = 16;

export interface DashboardOptions extends Omit<ApiParts, "signal"> {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** What a request for data must show; undefined: nothing, on loopback alone. */
  readonly token: string | undefined;
}

/** A dashboard that listens. */
export interface Dashboard extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/**
 * Starts the dashboard.
 *
 * @throws UsageError for an address that others can reach without a token, and for a short token; OctavecError `MISSING_DEPENDENCY` if
 * `fastify` is not installed.
 */
export async function openDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { host, port, token } = options;
  checkToken(host, token);
  const app = await openHttpServer(LIMITS, problemOf, noLog);
  const files = await readPageFiles();
  guardRequests(app, { host, token, pagePaths: new Set(files.keys()) });
  for (const [path, { type, text }] of files) {
    app.get(path, async (_request, reply) => reply.type(type).send(text));
  }
  const ending = new AbortController();
  registerApi(app, { ...options, signal: ending.signal });
  const drain = new Drain([app]);
  await app.listen({ host, port });
  const { port: taken } = app.server.address() as AddressInfo;
  return {
    host,
    port: taken,
    async [Symbol.asyncDispose]() {
      ending.abort(new Error("the dashboard ends"));
      await drain.run(DRAIN_TIMEOUT_MS);
    },
  };
}

function checkToken(host: string, token: string | undefined): void {
  if (token === undefined && !LOOPBACK.has(host)) {
    throw new UsageError(
      `--host: others can reach ${host}, so set a token in OCTAVEC_DASHBOARD_TOKEN, or leave --host out and come by an SSH tunnel`,
    );
  }
  if (token !== undefined && token.length < LEAST_TOKEN_LENGTH) {
    throw new UsageError(
      `OCTAVEC_DASHBOARD_TOKEN: expected at least ${LEAST_TOKEN_LENGTH} characters, got ${token.length}`,
    );
  }
}
