import type { Worker } from "node:worker_threads";
import { type BatchModel, BatchQueue } from "./batch-queue.js";
import { loadEnergeticModel } from "./energetic-model.js";
import { ModelThread } from "./model-thread.js";

/**
 * Characters per call of the model, count × longest. Beyond it a bigger call is no faster per text (measured for 20 to
 * 1000 characters), but others wait longer for their turn.
 */
export const BATCH_CHARACTERS = 400;

/** The one model of this process, whose thread takes a core and 200 MB, for all embedders and their callers. */
export const sharedModel = new BatchQueue(openModel, BATCH_CHARACTERS);

/**
 * The model in a thread of its own; where that cannot be had, on this thread, with a process warning.
 *
 * @param openWorker - For tests. Default: the thread with the program of the package.
 * @throws OctavecError as {@link loadEnergeticModel}.
 */
export async function openModel(onEnd: () => void, openWorker?: () => Worker): Promise<BatchModel> {
  try {
    return await ModelThread.start(onEnd, openWorker);
  } catch (cause) {
    // Packages that are missing are missing here too.
    const model = await loadEnergeticModel();
    process.emitWarning(
      "octavec: the offline embedder works on the main thread and holds it for 100 to 200 ms per batch, because its thread " +
        `could not be started: ${cause instanceof Error ? cause.message : String(cause)}. If a bundler left its file ` +
        "out, keep octavec out of the bundle, or copy model-worker.js of the package to the place named.",
      { type: "OctavecWarning", code: "OCTAVEC_EMBEDDING_ON_MAIN_THREAD" },
    );
    return model;
  }
}
