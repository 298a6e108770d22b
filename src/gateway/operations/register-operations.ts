import { z } from "zod";
import type { VectorClient } from "../../client.js";
import { createHealthHandlers } from "../../health-handlers.js";
import { described, type HttpServer } from "../http/index.js";

const PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

const liveReply = z.strictObject({ live: z.boolean() });
const readyReply = z.strictObject({ ready: z.boolean(), degraded: z.literal(true).optional() });

const ROUTES = {
  live: described({
    ...{ name: "live", summary: "Whether the process can do work", key: "none" },
    replies: {
      200: { meaning: "It can", schema: liveReply },
      503: { meaning: "It is ending", schema: liveReply },
    },
  }),
  ready: described({
    ...{ name: "ready", summary: "Whether the gateway takes requests", key: "none" },
    replies: {
      200: { meaning: "It does, with `degraded` without Redis", schema: readyReply },
      503: { meaning: "It is ending", schema: readyReply },
    },
  }),
  metrics: described({
    ...{ name: "metrics", summary: "The metrics for Prometheus", key: "none" },
    replies: { 200: { meaning: "Prometheus' text format", contentType: "text/plain" } },
  }),
};

/** `/health/live`, `/health/ready` and, with the packages for it, `/metrics`. They ask for no key and tell of no content. */
export function registerOperations(
  app: HttpServer,
  client: VectorClient,
  readMetrics: (() => Promise<string>) | undefined,
): void {
  // The proxy answers without Redis, too, so the gateway is ready then.
  const health = createHealthHandlers(client, { required: false });
  app.get("/health/live", ROUTES.live, (request, reply) => health.live(request, reply));
  app.get("/health/ready", ROUTES.ready, (request, reply) => health.ready(request, reply));
  if (readMetrics === undefined) return;
  app.get("/metrics", ROUTES.metrics, async (_request, reply) =>
    reply.type(PROMETHEUS_TEXT).send(await readMetrics()),
  );
}
