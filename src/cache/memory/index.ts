export { BEFORE_ALL_EVENTS, latestEventId, latestEventOf } from "./cache-event.js";
export { FollowedMemory, type LookupMemory } from "./followed-memory.js";
