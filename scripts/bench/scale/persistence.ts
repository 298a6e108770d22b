import type { VectorClient } from "../../../src/index.js";

const LONGEST_MS = 3_600_000;
const POLL_MS = 20;

/** Seconds of a blocking `SAVE`. */
export function saveSeconds(client: VectorClient): Promise<number> {
  return seconds(() => client.sendCommand(["SAVE"], { timeoutMs: LONGEST_MS }));
}

/** Seconds in which the server writes its append-only file anew. Afterwards it keeps none, as before. */
export async function aofRewriteSeconds(client: VectorClient): Promise<number> {
  const taken = await seconds(async () => {
    // Switching it on begins a rewriting.
    await client.sendCommand(["CONFIG", "SET", "appendonly", "yes"], { timeoutMs: LONGEST_MS });
    await until(async () => {
      const { aof_rewrite_in_progress, aof_rewrite_scheduled } = await info(client, "persistence");
      return aof_rewrite_in_progress === "0" && aof_rewrite_scheduled === "0";
    });
  });
  const { aof_last_bgrewrite_status } = await info(client, "persistence");
  await client.sendCommand(["CONFIG", "SET", "appendonly", "no"]);
  if (aof_last_bgrewrite_status !== "ok") throw new Error("The append-only file could not be written anew.");
  return taken;
}

/** Deletes a key by UNLINK. `blockedMs`: until the server answers; `freedSeconds`: until its memory is free. */
export async function unlinkTimes(
  client: VectorClient,
  key: string,
): Promise<{ blockedMs: number; freedSeconds: number }> {
  let blockedMs = 0;
  const freedSeconds = await seconds(async () => {
    blockedMs = 1_000 * (await seconds(() => client.sendCommand(["UNLINK", key], { timeoutMs: LONGEST_MS })));
    await until(async () => (await info(client, "memory")).lazyfree_pending_objects === "0");
  });
  return { blockedMs, freedSeconds };
}

/** Milliseconds for which `DEL` of a key holds the server. */
export async function delMs(client: VectorClient, key: string): Promise<number> {
  return 1_000 * (await seconds(() => client.sendCommand(["DEL", key], { timeoutMs: LONGEST_MS })));
}

async function info(client: VectorClient, section: string): Promise<Record<string, string | undefined>> {
  const text = String(await client.sendCommand(["INFO", section]));
  return Object.fromEntries(text.split("\r\n").map((line) => line.split(":") as [string, string]));
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const endsAtMs = performance.now() + LONGEST_MS;
  while (!(await isTrue())) {
    if (performance.now() > endsAtMs) throw new Error("The server did not finish within an hour.");
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return (performance.now() - startedAtMs) / 1_000;
}
