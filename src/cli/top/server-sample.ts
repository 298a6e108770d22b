import type { VectorClient } from "../../index.js";

/** What a server has done up to a moment, from INFO. */
export interface ServerSample {
  readonly atMs: number;
  readonly fields: ReadonlyMap<string, string>;
}

const SECTIONS = ["memory", "stats", "clients", "cpu", "replication", "commandstats", "latencystats"];

export async function sampleServer(client: VectorClient, signal: AbortSignal): Promise<ServerSample> {
  const text = String(await client.sendCommand(["INFO", ...SECTIONS], { signal, readOnly: true }));
  const fields = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const at = line.indexOf(":");
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1));
  }
  return { atMs: performance.now(), fields };
}

/** A figure within a field such as `calls=3,usec=12`. 0 if it is not there. */
export function partOf(field: string | undefined, name: string): number {
  const part = field?.split(",").find((one) => one.startsWith(`${name}=`));
  return part === undefined ? 0 : Number(part.slice(name.length + 1));
}
