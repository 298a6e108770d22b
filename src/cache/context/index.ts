export type { CacheContext } from "./cache-context.js";
export { Generation } from "./generation.js";
