export { openRepository } from "./open-repository.js";
export { shardOfId } from "./shard-of-id.js";
