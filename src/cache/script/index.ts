export { CLEAR_TENANT } from "./clear-tenant.lua.js";
export { FIND_ENTRIES } from "./find-entries.lua.js";
export { PUT_ENTRY } from "./put-entry.lua.js";
export { forbidsScripts, Script } from "./script.js";
export { SWEEP_ENTRIES } from "./sweep-entries.lua.js";
export { TOUCH_ENTRIES } from "./touch-entries.lua.js";
