import type { VectorClient } from "../../src/index.js";
import { collectionKeys } from "../../src/repository/index.js";

interface Place {
  readonly namespace: string;
  readonly collection: string;
}

/** Moves the instant of records that expire to the past, so that no test has to wait. As `touch` would, if it could shorten. */
export async function expireNow(client: VectorClient, place: Place, ids: readonly string[]): Promise<void> {
  const keys = collectionKeys(place.namespace, place.collection);
  for (const id of ids) {
    const stored = String(await client.sendCommand(["VGETATTR", keys.vectors, id]));
    const moved = stored.replace(/^(\{"_expiresAtMs":)\d+/, (_, head: string) => `${head}1`);
    if (moved === stored) throw new Error(`the record ${id} does not expire: ${stored}`);
    await client.sendCommand(["VSETATTR", keys.vectors, id, moved]);
    await client.sendCommand(["ZADD", keys.expiry, "1", id]);
  }
}
