import type { VectorClient } from "./client.js";

/** What of a request is looked at: Node's, Express's and Fastify's all have it. */
export interface HealthRequest {
  readonly url?: string | undefined;
}

/** Node's response, or Express's, which is one. */
export interface NodeHealthResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

/** Fastify's reply. */
export interface FastifyHealthReply {
  code(status: number): unknown;
  headers(headers: Record<string, string>): unknown;
  send(body: string): unknown;
}

type AnyResponse = NodeHealthResponse | FastifyHealthReply;

export interface HealthHandlerOptions {
  /** Longest wait for the server's answer, in milliseconds, 1 to 60,000. Default 1,000. */
  timeoutMs?: number;
  /** Put the whole of `client.health()` in the answer: addresses, versions, pool figures. Default false: only the status. */
  details?: boolean;
}

export interface HealthHandlers {
  /** 200 as long as the client can do work again without a restart, also while Redis is down; 503 once it was closed. */
  live(request: HealthRequest, response: AnyResponse): Promise<void>;
  /** 200 when work sent now would be done; 503 otherwise. Sends one PING per node. */
  ready(request: HealthRequest, response: AnyResponse): Promise<void>;
  /** Answers `/health/live` and `/health/ready` itself. @returns false for every other path: the request is yours. */
  handle(request: HealthRequest, response: NodeHealthResponse): boolean;
}

const HEADERS = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };

/**
 * Handlers for a load balancer's or orchestrator's probes, for `node:http`, Express and Fastify alike:
 * `app.get("/health/ready", handlers.ready)`. They never reject.
 */
export function createHealthHandlers(
  client: Pick<VectorClient, "health" | "closed">,
  { timeoutMs = 1_000, details = false }: HealthHandlerOptions = {},
): HealthHandlers {
  // Whether the process should live on must not hang on a server that does not answer.
  const live = async (response: AnyResponse) => respond(response, !client.closed, { live: !client.closed });
  const ready = async (response: AnyResponse) => {
    const health = await client.health({ timeoutMs });
    respond(response, health.ready, { ready: health.ready, ...(details ? { health } : {}) });
  };
  return {
    live: (_request, response) => live(response),
    ready: (_request, response) => ready(response),
    handle(request, response) {
      const path = request.url?.split("?", 1)[0];
      if (path !== "/health/live" && path !== "/health/ready") return false;
      void (path === "/health/live" ? live(response) : ready(response));
      return true;
    },
  };
}

function respond(response: AnyResponse, isWell: boolean, body: object): void {
  const status = isWell ? 200 : 503;
  if ("writeHead" in response) {
    response.writeHead(status, HEADERS);
    response.end(JSON.stringify(body));
    return;
  }
  response.code(status);
  response.headers(HEADERS);
  response.send(JSON.stringify(body));
}
