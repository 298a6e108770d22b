export { ACQUIRE_LEASE } from "./acquire-lease.lua.js";
export { DROP_DAMAGED } from "./drop-damaged.lua.js";
export { FIND_ENTRIES } from "./find-entries.lua.js";
export { FLUSH_LEDGER } from "./flush-ledger.lua.js";
export { JUDGE_ENTRY } from "./judge-entry.lua.js";
export { KEEP_LEASE } from "./keep-lease.lua.js";
export { PUT_ENTRY } from "./put-entry.lua.js";
export { READ_LEDGER } from "./read-ledger.lua.js";
export { forbidsScripts, Script } from "./script.js";
