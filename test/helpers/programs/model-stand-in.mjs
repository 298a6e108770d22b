// In place of the model's thread: gives each text's length as its vector of one number. "exit" ends the thread, "fail" fails.
import { parentPort } from "node:worker_threads";

parentPort.on("message", ({ texts }) => {
  if (texts.includes("exit")) process.exit(7);
  if (texts.includes("fail")) parentPort.postMessage({ kind: "failed", error: new Error("no such word") });
  else parentPort.postMessage({ kind: "vectors", vectors: Float32Array.from(texts, ({ length }) => length) });
});
parentPort.postMessage({ kind: "loaded" });
