export { OctavecVectorStore, type OctavecVectorStoreOptions } from "./octavec-vector-store.js";
