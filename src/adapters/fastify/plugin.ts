import type { FastifyPluginAsync } from "fastify";
import { type OctavecPluginOptions, registerOctavec } from "./octavec-plugin.js";

/** What `fastify-plugin` sets: decorators and hooks reach the server on which the plugin is registered, not only its children. */
const MARKS = {
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "octavec",
  [Symbol.for("plugin-meta")]: { name: "octavec", fastify: "5.x" },
};

/**
 * The plugin of Fastify: a client, repositories and caches as `app.octavec`, routes for probes, and their end with the server.
 *
 * @example
 * import { octavec } from "octavec/fastify";
 *
 * const options = {
 *   connect: { url: "redis://localhost:6379" },
 *   caches: { answers: { embedder, namespace: "support", tenant: "acme" } },
 *   health: { required: false },
 * };
 * // await app.register(octavec, options);
 * // app.octavec.cache("answers")
 */
export const octavec: FastifyPluginAsync<OctavecPluginOptions> = Object.assign(
  (...call: Parameters<typeof registerOctavec>) => registerOctavec(...call),
  MARKS,
);
