export type { CheckpointOptions, NodeCacheOptions, PlaceOptions } from "../../options/index.js";
export { OctavecSaver, type OctavecSaverFields } from "./checkpoint-saver.js";
export { OctavecNodeCache, type OctavecNodeCacheFields } from "./node-cache.js";
export { OctavecStore, type OctavecStoreFields, type OctavecStoreIndex } from "./octavec-store.js";
