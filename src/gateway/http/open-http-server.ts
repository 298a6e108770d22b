import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { describeError, missingPackage } from "../../errors/index.js";
import { answerClientError } from "./client-error.js";
import type { GatewayLog } from "./gateway-log.js";
import { bodyOfProblem, type Problem, ProblemError } from "./problem-error.js";
import type { ServerTls } from "./server-tls.js";

/** Limits on what clients may send, and for how long. */
export interface ServerLimits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  /** Time for the headers of a request. */
  readonly headersTimeoutMs: number;
  /** Time for a whole request. */
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
}

export type HttpServer = FastifyInstance;

/** How often Node looks for connections that are over their time. */
const CHECKING_INTERVAL_MS = 1_000;
/** Ids of entries have 43 characters; percent-encoded ones may be three times as long. */
const MAX_PARAMETER_LENGTH = 256;

/** Makes a problem of whatever failed. Undefined: it is unexpected. */
export type ProblemOf = (error: unknown) => Problem | undefined;

/**
 * An HTTP server that does not listen yet. Bodies are read as JSON whatever their content type, because clients of the published
 * interfaces send none.
 *
 * @param tls - Default: plain HTTP.
 * @throws OctavecError `MISSING_DEPENDENCY` if `fastify` is not installed.
 */
export async function openHttpServer(
  limits: ServerLimits,
  problemOf: ProblemOf,
  log: GatewayLog,
  tls?: ServerTls,
): Promise<HttpServer> {
  const fastify = await loadFastify();
  const headersTimeoutMs = Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs);
  const app: FastifyInstance = fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
    },
    ...(tls === undefined
      ? {}
      : {
          serverFactory: (handler: RequestListener) => {
            const times = { ...limits, headersTimeoutMs, checkingIntervalMs: CHECKING_INTERVAL_MS };
            return tls.createServer(times, handler);
          },
        }),
    clientErrorHandler: answerClientError,
    genReqId: () => randomUUID(),
    frameworkErrors: (error, request, reply) => answerProblem(error, request, reply),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => parseJson(body, done));
  const answerProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    // Nobody reads the reply any more, and what failed is that.
    if (reply.raw.destroyed) return reply.hijack();
    const known =
      error instanceof ProblemError ? error.problem : (problemOfFramework(error) ?? problemOf(error));
    if (known === undefined) {
      // The stack holds file names and lines, and no text of a client.
      log({ event: "unexpected-error", requestId: request.id, error: describeError(error) });
    }
    return sendProblem(reply, known ?? UNEXPECTED);
  };
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, NOT_FOUND));
  return app;
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, retryAfterSeconds } = problem;
  if (retryAfterSeconds !== undefined) void reply.header("retry-after", String(retryAfterSeconds));
  return reply
    .code(status)
    .type("application/json")
    .send(JSON.stringify(bodyOfProblem(problem)));
}

async function loadFastify() {
  try {
    return (await import("fastify")).fastify;
  } catch (cause) {
    throw missingPackage("The HTTP server", ["fastify", "yaml"], cause);
  }
}

function parseJson(body: string | Buffer, done: (error: Error | null, value?: unknown) => void): void {
  const text = String(body);
  try {
    done(null, text === "" ? undefined : JSON.parse(text));
  } catch {
    done(new ProblemError(unreadable("The body is no JSON.")));
  }
}

const UNEXPECTED: Problem = { status: 500, type: "/errors/unexpected-error", title: "Unexpected error" };
const NOT_FOUND: Problem = {
  status: 404,
  type: "/errors/resource/not-found",
  title: "Not found",
  detail: "There is no such path.",
};
const TOO_LARGE: Problem = {
  status: 413,
  type: "/errors/payload-too-large",
  title: "Payload too large",
  detail: "The body exceeds the limit.",
};

function unreadable(detail: string): Problem {
  return { status: 400, type: "/errors/invalid-data", title: "Invalid data", detail };
}

/** Refusals of the framework: by their status, because their texts may quote the request. */
function problemOfFramework(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !("statusCode" in error) || !("code" in error)) return undefined;
  if (error.statusCode === 413) return TOO_LARGE;
  const isClients = typeof error.statusCode === "number" && error.statusCode >= 400 && error.statusCode < 500;
  return isClients ? unreadable("The request cannot be read.") : undefined;
}
