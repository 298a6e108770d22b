import { describeError } from "../../errors/index.js";
import { openMcpOverHttp } from "../../mcp/index.js";
import type { KeyLimits } from "../access/index.js";
import {
  bearerOf,
  disconnectOf,
  type FastifyRequest,
  type GatewayLog,
  type HttpServer,
  NO_KEY,
  overLimitProblem,
  type Problem,
  ProblemError,
} from "../http/index.js";
import { findReach, type McpCaller, type ReachParts } from "./find-reach.js";

export interface McpParts extends ReachParts {
  readonly limits: KeyLimits;
  readonly log: GatewayLog;
}

/**
 * Serves the tools at `/mcp`: streamable HTTP without sessions, so that each request may reach another process.
 *
 * @throws OctavecError `MISSING_DEPENDENCY`
 */
export async function registerMcp(app: HttpServer, parts: McpParts): Promise<void> {
  const mcp = await openMcpOverHttp();
  app.route({
    method: ["GET", "POST", "DELETE"],
    url: "/mcp",
    handler: async (request, reply) => {
      const { origin } = request.headers;
      // Before anything else: a page that a browser shows must not reach a server of this machine by another name.
      if (!mcp.allowsOrigin(origin, parts.settings()?.originHosts ?? []))
        throw new ProblemError(WRONG_ORIGIN);
      const caller = await findReach(parts, bearerOf(request.headers));
      if (caller === undefined) {
        void reply.header("www-authenticate", "Bearer");
        throw new ProblemError(NO_KEY);
      }
      // Versions of the protocol before 2025-06-18 had lists, which would count as one request.
      if (Array.isArray(request.body)) throw new ProblemError(SEVERAL_MESSAGES);
      await takeLimits(parts.limits, caller);
      const { reach, keyId } = caller;
      const signal = disconnectOf(reply);
      const response = await mcp.answer(webRequestOf(request, signal), request.body, {
        reach,
        signal,
        onCall(outcome, error) {
          const failure = outcome.code === "UNEXPECTED" ? { error: describeError(error) } : {};
          parts.log({ event: "tool", requestId: request.id, keyId, ...outcome, ...failure });
        },
      });
      return reply.send(response);
    },
  });
}

const WRONG_ORIGIN: Problem = {
  status: 403,
  type: "/errors/insufficient-permissions",
  title: "Insufficient permissions",
  detail: "Pages of this origin may not call. mcp.originHosts of the configuration names those that may.",
};
const SEVERAL_MESSAGES: Problem = {
  status: 400,
  type: "/errors/invalid-data",
  title: "Invalid data",
  detail: "Expected one message in a request, got a list.",
};

async function takeLimits(counters: KeyLimits, { limits }: McpCaller): Promise<void> {
  for (const { keyId, limits: own } of limits) {
    const over = await counters.enter(keyId, own);
    if (over !== undefined) throw new ProblemError(overLimitProblem(over));
  }
}

/** The request without its body, which was read, and without its key, which tools need not see. */
function webRequestOf({ method, headers }: FastifyRequest, signal: AbortSignal): Request {
  const passed = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === "string" && !NOT_PASSED.has(name)) passed.set(name, value);
  }
  return new Request("http://localhost/mcp", { method, headers: passed, signal });
}

const NOT_PASSED: ReadonlySet<string> = new Set(["authorization", "content-length", "transfer-encoding"]);
