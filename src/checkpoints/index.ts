export { CheckpointLog } from "./checkpoint-log.js";
export { decodeSerialized, encodeSerialized, type Serialized } from "./serialized.js";
export type { CheckpointEntry, StoredCheckpoint } from "./stored-checkpoint.js";
