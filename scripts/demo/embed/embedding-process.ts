import { fork } from "node:child_process";
import { once } from "node:events";
import type { Embedder } from "../../../src/embedding/index.js";
import type { EmbeddingReply, EmbeddingRequest } from "./embedding-worker.js";

/** An embedder in a separate process, which must be closed. */
export interface EmbeddingProcess extends Pick<Embedder, "embed"> {
  close(): Promise<void>;
}

/**
 * Starts a process with the bundled model. It is no worker thread, because the TypeScript loader of these scripts does not
 * work in worker threads on Node 20. Only one call at a time is allowed.
 */
export function startEmbeddingProcess(): EmbeddingProcess {
  const child = fork(new URL("./embedding-worker.ts", import.meta.url), { serialization: "advanced" });
  const exited = once(child, "exit");
  exited.catch(() => {}); // a process that cannot be started is reported by the call that needs it
  return {
    async embed(texts) {
      const request: EmbeddingRequest = { texts };
      child.send(request);
      const [reply]: EmbeddingReply[] = await Promise.race([once(child, "message"), exited.then(() => [])]);
      if (reply === undefined) throw new Error(`The embedding process ended with code ${child.exitCode}.`);
      if ("error" in reply) throw reply.error;
      return reply.vectors;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await exited;
    },
  };
}
