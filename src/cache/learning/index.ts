export type { AlertListener, CacheAlert } from "./cache-alert.js";
export { answerIdOf, Learning } from "./learning.js";
export type { LinkHook } from "./link-hook.js";
export { relinkEntry, unlinkEntry } from "./relink-entry.js";
