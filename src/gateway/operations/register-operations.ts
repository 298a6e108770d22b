import type { VectorClient } from "../../client.js";
import { createHealthHandlers } from "../../health-handlers.js";
import type { HttpServer } from "../http/index.js";

const PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

/** `/health/live`, `/health/ready` and, with the packages for it, `/metrics`. They ask for no key and tell of no content. */
export function registerOperations(
  app: HttpServer,
  client: VectorClient,
  readMetrics: (() => Promise<string>) | undefined,
): void {
  // The proxy answers without Redis, too, so the gateway is ready then.
  const health = createHealthHandlers(client, { required: false });
  app.get("/health/live", (request, reply) => health.live(request, reply));
  app.get("/health/ready", (request, reply) => health.ready(request, reply));
  if (readMetrics === undefined) return;
  app.get("/metrics", async (_request, reply) => reply.type(PROMETHEUS_TEXT).send(await readMetrics()));
}
