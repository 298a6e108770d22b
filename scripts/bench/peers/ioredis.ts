import { Redis } from "ioredis";
import { installedVersion } from "../installed-version.js";
import { batchesOf, bytesOf, EF, LIMIT, type Peer } from "./peer.js";

/** ioredis has no vector-set commands: `call` with the vector's bytes, as people write it by hand. */
export async function ioredisPeer(url: string): Promise<Peer> {
  const client = new Redis(url, { lazyConnect: true, enableAutoPipelining: true });
  await client.connect();
  return {
    name: `ioredis ${installedVersion("ioredis")}, call with FP32`,
    remove: async (collection) => void (await client.del(collection)),
    async ingest(collection, vectors) {
      for (const [start, batch] of batchesOf(vectors)) {
        const pipeline = client.pipeline();
        for (const [place, vector] of batch.entries())
          pipeline.call("VADD", collection, "FP32", bytesOf(vector), String(start + place));
        for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
      }
    },
    async search(collection, query) {
      const reply = await client.call("VSIM", collection, "FP32", bytesOf(query), "COUNT", LIMIT, "EF", EF);
      return (reply as unknown[]).map(String);
    },
    async close() {
      client.disconnect();
    },
  };
}
