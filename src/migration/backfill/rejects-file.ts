import { type FileHandle, open } from "node:fs/promises";
import type { RejectedRecord } from "../source/source.js";

/** Rejected records as lines of JSON. What a killed run wrote behind its last checkpoint is cut off, so each reject stands there once. */
export class RejectsFile {
  #sizeBytes: number;

  private constructor(
    private readonly file: FileHandle | undefined,
    sizeBytes: number,
  ) {
    this.#sizeBytes = sizeBytes;
  }

  /** @param keepBytes - Size at the checkpoint. */
  static async open(path: string | undefined, keepBytes: number): Promise<RejectsFile> {
    if (path === undefined) return new RejectsFile(undefined, 0);
    const file = await open(path, "a+");
    const { size } = await file.stat();
    // Another file than that of the earlier run is shorter, and is only added to.
    const kept = Math.min(size, keepBytes);
    await file.truncate(kept);
    return new RejectsFile(file, kept);
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** On disk when this resolves, so that the checkpoint never speaks of lines that are not there. */
  async add(rejects: readonly RejectedRecord[]): Promise<void> {
    if (this.file === undefined || rejects.length === 0) return;
    const text = rejects.map((reject) => `${JSON.stringify(reject)}\n`).join("");
    await this.file.appendFile(text);
    await this.file.datasync();
    this.#sizeBytes += Buffer.byteLength(text);
  }

  async close(): Promise<void> {
    await this.file?.close();
  }
}
