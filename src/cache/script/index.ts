export { ANNOUNCE_LABEL } from "./announce-label.lua.js";
export { DROP_LABELLED } from "./drop-labelled.lua.js";
export { FIND_ENTRIES } from "./find-entries.lua.js";
export { FLUSH } from "./flush.lua.js";
export { INVALIDATE_ENTRY } from "./invalidate-entry.lua.js";
export { PUT_ENTRY } from "./put-entry.lua.js";
export { forbidsScripts, Script } from "./script.js";
