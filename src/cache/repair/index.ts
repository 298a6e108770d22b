export { dropDamaged } from "./drop-damaged.js";
