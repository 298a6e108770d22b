import type { Reply } from "../executor.js";
import { bytePairsOf, isList, textOf, unexpectedReply } from "../reply.js";
import { decodeSerialized, type Serialized } from "./serialized.js";

/** Where a checkpoint is. */
export interface CheckpointPlace {
  readonly threadId: string;
  /** Of the graph within the thread; `""` for the outermost one. */
  readonly namespace: string;
  readonly checkpointId: string;
}

export interface NewCheckpoint extends CheckpointPlace {
  readonly parentId: string | undefined;
  readonly checkpoint: Serialized;
  readonly metadata: Serialized;
  /** The channels that this checkpoint changes, with their values; undefined for a channel that has none any more. */
  readonly changed: ReadonlyMap<string, Serialized | undefined>;
}

/** A write of a task that belongs to a checkpoint. */
export interface StoredWrite {
  readonly taskId: string;
  readonly channel: string;
  readonly value: Serialized;
}

export interface NewWrite extends Omit<StoredWrite, "taskId"> {
  /** Its number among the task's writes. A write with a negative number replaces the one before. At least −1,000. */
  readonly index: number;
}

export interface StoredCheckpoint {
  readonly checkpointId: string;
  readonly parentId: string | undefined;
  readonly checkpoint: Serialized;
  readonly metadata: Serialized;
  readonly values: ReadonlyMap<string, Serialized>;
  /** By task path, task and number. */
  readonly writes: readonly StoredWrite[];
}

/** One line of a list. */
export interface CheckpointEntry {
  readonly namespace: string;
  readonly checkpointId: string;
  readonly metadata: Serialized;
}

/** Namespace and checkpoint of a name in the index. */
export function placeOf(name: string): Pick<CheckpointPlace, "namespace" | "checkpointId"> {
  const [namespace = "", checkpointId = ""] = name.split("\0");
  return { namespace, checkpointId };
}

/** The reply of the script that reads, with `binary`. @throws OctavecError `UNEXPECTED_REPLY`. */
export function decodeCheckpoint(reply: Reply): StoredCheckpoint | undefined {
  if (reply === null) return undefined;
  const [id, checkpoint, metadata, parent, values, writes] = isList(reply) ? reply : [];
  const checkpointId = textOf(id);
  if (checkpointId === undefined || !Buffer.isBuffer(checkpoint) || !Buffer.isBuffer(metadata)) {
    throw unexpectedReply("EVAL", "a checkpoint", reply);
  }
  return {
    checkpointId,
    parentId: textOf(parent) || undefined,
    checkpoint: decodeSerialized(checkpoint),
    metadata: decodeSerialized(metadata),
    values: new Map(bytePairsOf(values).map(([channel, value]) => [channel, decodeSerialized(value)])),
    writes: bytePairsOf(writes).map(([name, stored]) => decodeWrite(name, stored)),
  };
}

/** The name is task path, task and number; the value begins with its channel. */
function decodeWrite(name: string, stored: Buffer): StoredWrite {
  const [, taskId = ""] = name.split("\0");
  const end = stored.indexOf(0);
  return {
    taskId,
    channel: stored.toString("utf8", 0, end),
    value: decodeSerialized(stored.subarray(end + 1)),
  };
}
