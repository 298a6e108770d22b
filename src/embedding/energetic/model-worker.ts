/** The thread of the offline model. It embeds one batch at a time. */
import { parentPort } from "node:worker_threads";
import { loadEnergeticModel } from "./energetic-model.js";

export interface ModelRequest {
  readonly texts: string[];
}

/** `loaded` comes first, then one of the others for each request. */
export type ModelReply =
  | { readonly kind: "loaded" }
  /** The vectors of all texts in one array, one after the other. */
  | { readonly kind: "vectors"; readonly vectors: Float32Array }
  | { readonly kind: "failed"; readonly error: unknown };

const model = await loadEnergeticModel();

parentPort?.on("message", async ({ texts }: ModelRequest) => {
  try {
    const vectors = Float32Array.from((await model.embed(texts)).flat());
    reply({ kind: "vectors", vectors }, [vectors.buffer]);
  } catch (error) {
    reply({ kind: "failed", error });
  }
});
reply({ kind: "loaded" });

function reply(message: ModelReply, transferred: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transferred);
}
