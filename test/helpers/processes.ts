import { access, readFile, readlink } from "node:fs/promises";
import { vi } from "vitest";

/** Whether a process runs. A zombie has ended: only its parent has not asked yet. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return line !== "" && line.charAt(line.lastIndexOf(")") + 2) !== "Z";
}

/** The process that started this one. */
export async function parentOf(pid: number): Promise<number> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8");
  return Number(line.slice(line.lastIndexOf(")") + 2).split(" ")[1]);
}

/** The processes that this one started and that still run. */
export async function childrenOf(pid: number): Promise<number[]> {
  const line = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return line.split(" ").filter(Boolean).map(Number);
}

/** The working directory of a process: for a server, its temporary folder. */
export function folderOf(pid: number): Promise<string> {
  return readlink(`/proc/${pid}/cwd`);
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Waits until a condition holds; fails with its name when it does not within ten seconds. */
export async function eventually(name: string, condition: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await condition())) throw new Error(`still not so: ${name}`);
    },
    { timeout: 10_000, interval: 20 },
  );
}
