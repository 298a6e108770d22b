export { type Action, type Caller, type Grant, grantFor } from "./grant.js";
export { hashOfKey, isKeyOfHash, keyIdOf } from "./key-hash.js";
export { KeyLimits, type MinuteLimits } from "./key-limits.js";
export { KeyRing } from "./key-ring.js";
