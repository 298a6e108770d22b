import { access, constants, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "../terminal/usage-error.js";

/** Checks before the work begins that the file can be written. @throws UsageError */
export async function checkPlace(flag: string, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  await access(dirname(path), constants.W_OK).catch(() => {
    throw new UsageError(`${flag}: ${dirname(path)} is no writable folder`);
  });
}

/** Writes a file atomically: an old file stays until the new one is complete. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
