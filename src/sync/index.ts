export { openSync, type SyncClient, type SyncRepository } from "./sync-client.js";
