import type { RunnableConfig } from "@langchain/core/runnables";
import { getCheckpointId } from "@langchain/langgraph-checkpoint";
import { OctavecError } from "../../errors/index.js";

interface ConfigPlace {
  readonly threadId: string | undefined;
  readonly namespace: string | undefined;
  readonly checkpointId: string | undefined;
}

/** What a config says of a checkpoint. A thread may be named by a number. */
export function placeOf(config: RunnableConfig): ConfigPlace {
  const { thread_id: threadId, checkpoint_ns: namespace } = config.configurable ?? {};
  return {
    threadId: threadId === undefined || threadId === null ? undefined : String(threadId),
    namespace,
    checkpointId: getCheckpointId(config) || undefined,
  };
}

/** @throws OctavecError `INVALID_ARGUMENT` without a thread, and without a checkpoint if that is required. */
export function requiredPlaceOf(
  call: string,
  config: RunnableConfig,
  also: "checkpoint_id",
): ConfigPlace & { readonly threadId: string; readonly checkpointId: string };
export function requiredPlaceOf(
  call: string,
  config: RunnableConfig,
): ConfigPlace & { readonly threadId: string };
export function requiredPlaceOf(call: string, config: RunnableConfig, also?: "checkpoint_id"): ConfigPlace {
  const place = placeOf(config);
  if (place.threadId === undefined) throw missing(call, "thread_id");
  if (also !== undefined && place.checkpointId === undefined) throw missing(call, also);
  return place;
}

export function configOf(threadId: string, namespace: string, checkpointId: string): RunnableConfig {
  return {
    configurable: { thread_id: threadId, checkpoint_ns: namespace, checkpoint_id: checkpointId },
  };
}

function missing(call: string, field: string): OctavecError {
  return new OctavecError(
    "INVALID_ARGUMENT",
    `${call}: the config has no configurable.${field}. Call the graph with { configurable: { thread_id } }.`,
  );
}
