export { FollowedMemory } from "./followed-memory.js";
