import { ask } from "./ask.js";
import { eventually } from "./processes.js";

/** Waits until every replica of the server has all that was written to it before this call. */
export async function replicated(url: string): Promise<void> {
  const written = Number(/^master_repl_offset:(\d+)/m.exec(await ask(url, "INFO", "replication"))?.[1]);
  await eventually("the replicas have everything", async () => {
    const offsets = [...(await ask(url, "INFO", "replication")).matchAll(/^slave\d+:.*\boffset=(\d+)/gm)];
    return offsets.length > 0 && offsets.every(([, offset]) => Number(offset) >= written);
  });
}
