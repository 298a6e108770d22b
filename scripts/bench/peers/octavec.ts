import { connect } from "../../../src/index.js";
import { BATCH, EF, LIMIT, type Peer } from "./peer.js";

export async function octavecPeer(url: string, dimension: number): Promise<Peer> {
  const client = await connect({ url });
  const open = (collection: string) => client.repository({ namespace: "peers", collection, dimension });
  const opened = new Map<string, ReturnType<typeof open>>();
  const docsOf = (collection: string) => {
    const known = opened.get(collection) ?? open(collection);
    opened.set(collection, known);
    return known;
  };
  return {
    name: "octavec",
    remove: (collection) => docsOf(collection).drop(),
    async ingest(collection, vectors) {
      const records = vectors.map((vector, index) => ({ id: String(index), vector }));
      await docsOf(collection).upsertMany(records, { batchSize: BATCH });
    },
    async search(collection, vector) {
      const hits = await docsOf(collection).search({
        vector,
        limit: LIMIT,
        ef: EF,
        includeAttributes: false,
      });
      return hits.map(({ id }) => id);
    },
    close: () => client.close(),
  };
}
