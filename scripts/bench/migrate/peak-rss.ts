import { fork } from "node:child_process";
import type { RepositoryOptions } from "../../../src/index.js";

/** What the copying process is told. */
export interface CopyPlan {
  readonly url: string;
  readonly prefix: string;
  readonly target: RepositoryOptions;
}

/** Copies in a process of its own. @returns the most memory that it ever had, in bytes. */
export function peakRssBytes(plan: CopyPlan): Promise<number> {
  const child = fork(new URL("./copy-process.ts", import.meta.url), [JSON.stringify(plan)]);
  return new Promise((resolve, reject) => {
    let bytes: number | undefined;
    child.on("message", (message) => {
      bytes = Number(message);
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0 && bytes !== undefined) resolve(bytes);
      else reject(new Error(`the copying process ended with code ${code}`));
    });
  });
}
