import type { VectorClient } from "../../../src/index.js";

/** Microseconds that the server has spent in scripts so far, from `INFO commandstats`. */
export async function scriptMicros(client: VectorClient): Promise<number> {
  const text = String(await client.sendCommand(["INFO", "commandstats"]));
  let micros = 0;
  for (const [, usec] of text.matchAll(/^cmdstat_eval(?:sha)?(?:_ro)?:calls=\d+,usec=(\d+)/gm))
    micros += Number(usec);
  return micros;
}
