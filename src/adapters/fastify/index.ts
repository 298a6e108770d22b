export type {
  FastifyOctavec,
  HealthRouteOptions,
  OctavecPluginOptions,
} from "./octavec-plugin.js";
export { octavec } from "./plugin.js";
