export type { CacheEvent } from "./cache-event.js";
export { BEFORE_ALL_EVENTS, isAfter } from "./event-id.js";
export { Follower, type FollowerSettings } from "./follower.js";
export { latestEventId } from "./latest-event-id.js";
