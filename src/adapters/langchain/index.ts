export type { ByteStoreOptions, PlaceOptions } from "../../options/index.js";
export { OctavecByteStore, type OctavecByteStoreFields } from "./byte-store.js";
export { OctavecEmbeddings, type OctavecEmbeddingsFields } from "./embeddings.js";
export { OctavecCache, type OctavecCacheOptions } from "./semantic-cache.js";
export { type DeleteParams, OctavecVectorStore, type OctavecVectorStoreConfig } from "./vector-store.js";
