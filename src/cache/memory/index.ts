export { BEFORE_ALL_EVENTS } from "./coherence/event-id.js";
export { latestEventId } from "./coherence/latest-event-id.js";
export { FollowedMemory } from "./followed-memory.js";
export type { LookupMemory } from "./memory-view.js";
