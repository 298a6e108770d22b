export { type Action, allows, type Grant } from "./grant.js";
export { hashOfKey, isKeyOfHash } from "./key-hash.js";
export { KeyRing } from "./key-ring.js";
