export type { AnswerCluster } from "./answer-cluster.js";
export { type ClustersOptions, listClusters } from "./list-clusters.js";
export type { MovedCluster } from "./moved-clusters.js";
