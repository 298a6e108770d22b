export type { OctavecCacheOptions } from "./connection.js";
export type { GivenOptions, OctavecFeatureOptions } from "./feature.js";
export {
  type HealthCheckOptions,
  OctavecHealthIndicator,
  type OctavecHealthResult,
} from "./health-indicator.js";
export { OctavecModule, type OctavecModuleExtras } from "./octavec-module.js";
export { SemanticCached, type SemanticCachedOptions, SemanticCachedStream } from "./semantic-cached.js";
export {
  getHealthIndicatorToken,
  getSemanticCacheToken,
  getVectorClientToken,
  getVectorRepositoryToken,
  InjectHealthIndicator,
  InjectSemanticCache,
  InjectVectorClient,
  InjectVectorRepository,
} from "./tokens.js";
