import { readFile } from "node:fs/promises";

/** `undefined` while the process still runs. Where there is no /proc one can only trust the signal. */
export async function isFrozen(pid: number): Promise<true | undefined> {
  if (process.platform !== "linux") return true;
  // "123 (name, maybe with spaces) T …": the state comes after the last parenthesis.
  const line = await readFile(`/proc/${pid}/stat`, "utf8");
  return line.charAt(line.lastIndexOf(")") + 2) === "T" ? true : undefined;
}
