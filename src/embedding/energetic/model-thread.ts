import { Worker } from "node:worker_threads";
import { OctavecError } from "../../errors/index.js";
import type { BatchModel } from "./batch-queue.js";
import type { ModelReply, ModelRequest } from "./model-worker.js";

interface Waiting {
  readonly resolve: (vectors: Float32Array) => void;
  readonly reject: (error: unknown) => void;
}

/** The offline model in a thread of its own, which keeps the process alive only while it loads or embeds. */
export class ModelThread implements BatchModel {
  readonly #worker: Worker;
  readonly #onEnd: () => void;
  #waiting: Waiting | undefined;
  #cause: unknown;

  /**
   * @param onEnd - Called when the thread has ended, before the call under way rejects.
   * @param openWorker - Throws in a bundle without the file, or without `import.meta.url`.
   * @throws what kept the thread from starting or the model from loading.
   */
  static async start(onEnd: () => void, openWorker: () => Worker = openModelWorker): Promise<ModelThread> {
    const worker = openWorker();
    await new Promise<void>((resolve, reject) => {
      worker.once("message", () => resolve());
      worker.once("error", reject);
      worker.once("exit", (code) => reject(new Error(`The thread ended with code ${code}.`)));
    });
    return new ModelThread(worker, onEnd);
  }

  private constructor(worker: Worker, onEnd: () => void) {
    this.#worker = worker;
    this.#onEnd = onEnd;
    worker.on("message", (reply: ModelReply) => this.#settle(reply));
    worker.on("error", (error) => {
      this.#cause = error;
    });
    worker.once("exit", (code) => this.#end(code));
    // After the listeners: a listener for messages keeps the process alive again.
    worker.unref();
  }

  /** One call at a time. @throws OctavecError `EMBEDDING_FAILED` when the thread ends; what the model throws. */
  async embed(texts: string[]): Promise<Float32Array[]> {
    const request: ModelRequest = { texts };
    this.#worker.ref();
    try {
      const vectors = await new Promise<Float32Array>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        this.#worker.postMessage(request);
      });
      const dimension = vectors.length / texts.length;
      return texts.map((_, index) => vectors.subarray(index * dimension, (index + 1) * dimension));
    } finally {
      this.#worker.unref();
    }
  }

  #settle(reply: ModelReply): void {
    if (reply.kind === "vectors") this.#waiting?.resolve(reply.vectors);
    if (reply.kind === "failed") this.#waiting?.reject(reply.error);
    this.#waiting = undefined;
  }

  #end(code: number): void {
    this.#onEnd();
    this.#waiting?.reject(
      new OctavecError(
        "EMBEDDING_FAILED",
        `The thread of the offline model ended with code ${code}; the next call starts it again.`,
        { cause: this.#cause, retryable: true },
      ),
    );
  }
}

/** Bundlers know this expression by its form. */
function openModelWorker(): Worker {
  return new Worker(new URL("./model-worker.js", import.meta.url), { name: "octavec-embedding" });
}
