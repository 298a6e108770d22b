import type { VectorClient } from "../../client.js";
import { createHealthHandlers } from "../../health-handlers.js";
import type { HttpServer } from "../http/index.js";

/** `/health/live` and `/health/ready`. */
export function registerOperations(app: HttpServer, client: VectorClient): void {
  // The proxy answers without Redis, too, so the gateway is ready then.
  const health = createHealthHandlers(client, { required: false });
  app.get("/health/live", (request, reply) => health.live(request, reply));
  app.get("/health/ready", (request, reply) => health.ready(request, reply));
}
