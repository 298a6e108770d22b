import type { VectorClient } from "./client.js";

/** The part of a request that is read. Requests of Node, Express and Fastify have it. */
export interface HealthRequest {
  readonly url?: string | undefined;
}

/** A response of Node or Express. */
export interface NodeHealthResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

/** A reply of Fastify. */
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
  /**
   * Whether the service needs Redis to serve. With false it stays ready while Redis is down, as a service should that can do
   * without its cache. Default true.
   */
  required?: boolean;
}

/** Answers one probe. Never rejects. */
export type HealthHandler = (request: HealthRequest, response: AnyResponse) => Promise<void>;

/** The handler itself; called with options alone, it makes a handler that follows them. */
export interface ReadyHandler extends HealthHandler {
  (options: Pick<HealthHandlerOptions, "required">): HealthHandler;
}

export interface HealthHandlers {
  /** 200 as long as the client can do work again without a restart, also while Redis is down; 503 once it was closed. */
  readonly live: HealthHandler;
  /**
   * 200 when work sent now would be done, otherwise 503. With `required: false` it is 200 with `"degraded": true` instead of
   * 503, until the client is closed. Sends one PING to each server.
   *
   * @example
   * app.get("/health/ready", health.ready);
   * app.get("/health/ready", health.ready({ required: false })); // the cache is optional
   */
  readonly ready: ReadyHandler;
  /** Answers `/health/live` and `/health/ready` itself. @returns false for every other path: the request is yours. */
  handle(request: HealthRequest, response: NodeHealthResponse): boolean;
}

const HEADERS = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };

/**
 * Handlers for the probes of load balancers and orchestrators, for `node:http`, Express and Fastify:
 * `app.get("/health/ready", handlers.ready)`. They never reject.
 */
export function createHealthHandlers(
  client: Pick<VectorClient, "health" | "closed">,
  { timeoutMs = 1_000, details = false, required = true }: HealthHandlerOptions = {},
): HealthHandlers {
  // No PING: a process whose Redis does not answer must not be restarted for that.
  const live: HealthHandler = async (_request, response) =>
    respond(response, !client.closed, { live: !client.closed });
  const readyWhere = (isRequired: boolean): HealthHandler => {
    return async (_request, response) => {
      const health = await client.health({ timeoutMs });
      const isReady = health.ready || (!isRequired && health.live);
      const degraded = isReady && !health.ready ? { degraded: true } : {};
      respond(response, isReady, { ready: isReady, ...degraded, ...(details ? { health } : {}) });
    };
  };
  const byDefault = readyWhere(required);
  function ready(options: Pick<HealthHandlerOptions, "required">): HealthHandler;
  function ready(request: HealthRequest, response: AnyResponse): Promise<void>;
  function ready(given: HealthRequest & Pick<HealthHandlerOptions, "required">, response?: AnyResponse) {
    return response === undefined ? readyWhere(given.required ?? required) : byDefault(given, response);
  }
  return {
    live,
    ready,
    handle(request, response) {
      const path = request.url?.split("?", 1)[0];
      if (path !== "/health/live" && path !== "/health/ready") return false;
      void (path === "/health/live" ? live : byDefault)(request, response);
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
