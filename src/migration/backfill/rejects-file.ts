import { type FileHandle, open } from "node:fs/promises";
import type { RejectedRecord } from "../source/source.js";

/** A file of rejected records, as lines of JSON. Opening it removes the lines after the last checkpoint, so no reject appears twice. */
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
    // If the caller named another file than the earlier run did, that file may be shorter than `keepBytes`.
    const kept = Math.min(size, keepBytes);
    await file.truncate(kept);
    return new RejectsFile(file, kept);
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Resolves when the lines are on disk, so that a checkpoint never counts lines that could be lost. */
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
