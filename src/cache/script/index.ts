export { FIND_ENTRIES } from "./find-entries.lua.js";
export { PUT_ENTRY } from "./put-entry.lua.js";
export { RELINK_ENTRY } from "./relink-entry.lua.js";
export { forbidsScripts, Script } from "./script.js";
