export { ItemStore } from "./item-store.js";
export { itemName, type ScoredItem, type StoredItem, spaceName } from "./stored-item.js";
