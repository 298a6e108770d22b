export { type MemoryHit, type MemoryLimits, MemoryTier } from "./memory-tier.js";
