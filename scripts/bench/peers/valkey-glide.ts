import { Batch, Decoder, GlideClient } from "@valkey/valkey-glide";
import { installedVersion } from "../installed-version.js";
import { batchesOf, bytesOf, EF, LIMIT, type Peer } from "./peer.js";

const TIMEOUT_MS = 60_000;

/** valkey-glide has no vector-set commands either: `customCommand` with the vector's bytes. */
export async function valkeyGlidePeer(url: string): Promise<Peer> {
  const { hostname, port } = new URL(url);
  const client = await GlideClient.createClient({
    addresses: [{ host: hostname, port: Number(port) }],
    requestTimeout: TIMEOUT_MS,
  });
  return {
    name: `valkey-glide ${installedVersion("@valkey/valkey-glide")}, customCommand with FP32`,
    remove: async (collection) => void (await client.del([collection])),
    async ingest(collection, vectors) {
      for (const [start, vectorsOfBatch] of batchesOf(vectors)) {
        const batch = new Batch(false);
        for (const [place, vector] of vectorsOfBatch.entries())
          batch.customCommand(["VADD", collection, "FP32", bytesOf(vector), String(start + place)]);
        await client.exec(batch, true, { timeout: TIMEOUT_MS });
      }
    },
    async search(collection, query) {
      const words = ["VSIM", collection, "FP32", bytesOf(query), "COUNT", String(LIMIT), "EF", String(EF)];
      const reply = await client.customCommand(words, { decoder: Decoder.String });
      return (reply as unknown[]).map(String);
    },
    async close() {
      client.close();
    },
  };
}
