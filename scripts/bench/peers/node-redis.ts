import { installedVersion } from "../installed-version.js";
import { openTypedClient } from "../typed-client.js";
import { batchesOf, EF, LIMIT, type Peer } from "./peer.js";

/** The typed commands of `@redis/client`, which take arrays of numbers. A batch is sent in one write. */
export async function nodeRedisPeer(url: string): Promise<Peer> {
  const client = await openTypedClient(url);
  return {
    name: `@redis/client ${installedVersion("@redis/client")}, vAdd and vSim`,
    remove: async (collection) => void (await client.del(collection)),
    async ingest(collection, vectors) {
      for (const [start, batch] of batchesOf(vectors))
        await Promise.all(
          batch.map((vector, place) => client.vAdd(collection, Array.from(vector), String(start + place))),
        );
    },
    search: (collection, query) => client.vSim(collection, Array.from(query), { COUNT: LIMIT, EF }),
    async close() {
      client.destroy();
    },
  };
}
