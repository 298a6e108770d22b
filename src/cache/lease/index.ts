export { acquireLease } from "./acquire-lease.js";
export type { Lease } from "./lease.js";
export { type Turn, takeTurn } from "./take-turn.js";
