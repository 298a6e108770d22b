import type { MovedCluster } from "./clusters/moved-clusters.js";
import type { DriftReport } from "./drift/drift-report.js";
import type { QualityReport } from "./quality-report.js";

/** `quality()` of a cache. */
export interface CacheQuality extends QualityReport {
  /** Whether what decisions rest on is still what it was. */
  readonly drift: DriftReport & {
    /** While there is drift: clusters of answers that are asked for more or less than before it. At most 20. */
    readonly movedClusters: readonly MovedCluster[];
  };
}
