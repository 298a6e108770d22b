import { isDeepStrictEqual } from "node:util";
import type { RunnableConfig } from "@langchain/core/runnables";
import {
  BaseCheckpointSaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  maxChannelVersion,
  type PendingWrite,
  type SerializerProtocol,
  TASKS,
  WRITES_IDX_MAP,
} from "@langchain/langgraph-checkpoint";
import { CheckpointLog, type Serialized, type StoredCheckpoint } from "../../checkpoints/index.js";
import type { VectorClient } from "../../client.js";
import type { CheckpointOptions } from "../../options/index.js";
import { configOf, placeOf, requiredPlaceOf } from "./checkpoint-config.js";

/** Fields of `OctavecSaver`. */
export interface OctavecSaverFields extends CheckpointOptions {
  /** The client that `connect()` returned. */
  readonly client: Pick<VectorClient, "executor">;
  /** How values become bytes. Default: LangGraph's own serializer. */
  readonly serde?: SerializerProtocol | undefined;
}

/** Checkpoints of one round trip of a listing. */
const PAGE_SIZE = 32;
/** The form of checkpoints that has sent tasks in a channel. Before, they were writes of the parent. */
const FIRST_WITH_TASKS = 4;

/**
 * A checkpoint saver of LangGraph. A thread is whole at every moment: each call that writes is one script. A checkpoint stores the
 * channels that it changes, and refers to its parent's values for the others, so two branches never see each other's values. Needs no
 * module of Redis.
 *
 * @example
 * import { OctavecSaver } from "octavec/langgraph";
 *
 * const checkpointer = new OctavecSaver({ client, namespace: "assistant", ttlMs: 86_400_000 }); // for compile()
 * @throws OctavecError `INVALID_OPTIONS`. All methods reject with `INVALID_ARGUMENT` and the codes of commands.
 */
export class OctavecSaver extends BaseCheckpointSaver {
  readonly #log: CheckpointLog;

  constructor({ client, serde, ...options }: OctavecSaverFields) {
    super(serde);
    this.#log = new CheckpointLog(client.executor, options);
  }

  /** The checkpoint that the config names, or the latest of its namespace. */
  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const { threadId, namespace = "", checkpointId } = placeOf(config);
    if (threadId === undefined) return undefined;
    const stored = await this.#log.read(threadId, namespace, checkpointId);
    return stored && this.#tupleOf(threadId, namespace, stored);
  }

  /** The latest first; without a namespace, one namespace after the other; without a thread, one thread after the other. */
  async *list(config: RunnableConfig, options: CheckpointListOptions = {}): AsyncGenerator<CheckpointTuple> {
    const { threadId } = placeOf(config);
    let { limit = Number.POSITIVE_INFINITY } = options;
    for await (const thread of threadId === undefined ? this.#log.threads() : [threadId]) {
      for await (const tuple of this.#listThread(thread, config, options)) {
        if (limit-- <= 0) return;
        yield tuple;
      }
    }
  }

  async put(
    config: RunnableConfig,
    { channel_values: values, ...checkpoint }: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const { threadId, namespace = "", checkpointId: parentId } = requiredPlaceOf("put", config);
    const changed = Object.keys(newVersions).map(async (channel) => {
      return [channel, channel in values ? await this.#dump(values[channel]) : undefined] as const;
    });
    await this.#log.put({
      threadId,
      namespace,
      checkpointId: checkpoint.id,
      parentId,
      checkpoint: await this.#dump(checkpoint),
      metadata: await this.#dump(metadata),
      changed: new Map(await Promise.all(changed)),
    });
    return configOf(threadId, namespace, checkpoint.id);
  }

  /** A write that is there stays, except for errors, interrupts and resumes, which are replaced. */
  async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath = "",
  ): Promise<void> {
    const { threadId, namespace = "", checkpointId } = requiredPlaceOf("putWrites", config, "checkpoint_id");
    const dumped = writes.map(async ([channel, value], place) => {
      return { index: WRITES_IDX_MAP[channel] ?? place, channel, value: await this.#dump(value) };
    });
    const task = { id: taskId, path: taskPath };
    await this.#log.putWrites({ threadId, namespace, checkpointId }, task, await Promise.all(dumped));
  }

  /** Leaves nothing of the thread. */
  deleteThread(threadId: string): Promise<void> {
    return this.#log.deleteThread(threadId);
  }

  async *#listThread(
    threadId: string,
    config: RunnableConfig,
    { limit = PAGE_SIZE, before, filter = {} }: CheckpointListOptions,
  ): AsyncGenerator<CheckpointTuple> {
    const { namespace, checkpointId } = placeOf(config);
    const { checkpointId: end } = placeOf(before ?? {});
    const pageSize = Math.min(PAGE_SIZE, Math.max(1, limit));
    for await (const page of this.#log.list(threadId, { namespace, before: end, pageSize })) {
      const wanted = [];
      for (const entry of page) {
        if (checkpointId !== undefined && entry.checkpointId !== checkpointId) continue;
        const metadata = await this.#load(entry.metadata);
        if (Object.entries(filter).every(([name, value]) => isDeepStrictEqual(metadata[name], value))) {
          wanted.push(entry);
        }
      }
      const stored = await this.#log.readMany(threadId, wanted);
      for (const [place, { namespace: space }] of wanted.entries()) {
        const found = stored[place];
        if (found !== undefined) yield this.#tupleOf(threadId, space, found);
      }
    }
  }

  async #tupleOf(threadId: string, namespace: string, stored: StoredCheckpoint): Promise<CheckpointTuple> {
    const { checkpointId, parentId } = stored;
    const checkpoint: Checkpoint = { ...(await this.#load(stored.checkpoint)), channel_values: {} };
    for (const [channel, value] of stored.values) {
      // A channel without a version has no value, though an ancestor may have had one.
      if (Object.hasOwn(checkpoint.channel_versions, channel)) {
        checkpoint.channel_values[channel] = await this.#load(value);
      }
    }
    if (checkpoint.v < FIRST_WITH_TASKS && parentId !== undefined) {
      await this.#addSentTasks(checkpoint, await this.#log.read(threadId, namespace, parentId));
    }
    const writes = stored.writes.map(async ({ taskId, channel, value }) => {
      return [taskId, channel, await this.#load(value)] as [string, string, unknown];
    });
    return {
      config: configOf(threadId, namespace, checkpointId),
      checkpoint,
      metadata: await this.#load(stored.metadata),
      pendingWrites: await Promise.all(writes),
      ...(parentId === undefined ? {} : { parentConfig: configOf(threadId, namespace, parentId) }),
    };
  }

  /** Brings an old checkpoint into the present form. */
  async #addSentTasks(checkpoint: Checkpoint, parent: StoredCheckpoint | undefined): Promise<void> {
    const sent = (parent?.writes ?? []).filter(({ channel }) => channel === TASKS);
    checkpoint.channel_values[TASKS] = await Promise.all(sent.map(({ value }) => this.#load(value)));
    const versions = Object.values(checkpoint.channel_versions);
    checkpoint.channel_versions[TASKS] =
      versions.length > 0 ? maxChannelVersion(...versions) : this.getNextVersion(undefined);
  }

  async #dump(value: unknown): Promise<Serialized> {
    const [type, bytes] = await this.serde.dumpsTyped(value);
    return { type, bytes };
  }

  #load({ type, bytes }: Serialized) {
    return this.serde.loadsTyped(type, bytes);
  }
}
