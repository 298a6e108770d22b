export { type Action, type Caller, type Grant, grantFor } from "./grant.js";
export { hashOfKey, isKeyOfHash } from "./key-hash.js";
export { KeyRing } from "./key-ring.js";
export { RequestLimits } from "./request-limits.js";
