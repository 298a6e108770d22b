export { MinHash } from "./min-hash.js";
export { NearIndex } from "./near-index.js";
export type { SignatureScheme } from "./signature-scheme.js";
export { SimHash, simHashDistance } from "./sim-hash.js";
