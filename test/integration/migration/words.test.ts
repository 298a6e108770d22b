import { expect, onTestFinished, test } from "vitest";
import { backfill, createHashSource, DualWriter } from "../../../src/migration/index.js";
import { CollectionWords } from "../../../src/repository/words/index.js";
import { openCollection } from "../../helpers/collection.js";
import { fillHashes } from "../../helpers/hash-records.js";
import { MemoryPort } from "../../helpers/memory-port.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { documentOf, expectedIndex, readIndex } from "../../helpers/word-model.js";

const dimension = 16;
const TEXT = { field: "body" };

onEachServer(({ url }) => {
  test.each(["native", "float32"] as const)(
    "live writes, deletes and a backfill into a collection with text and precision %s keep its words right",
    async (precision) => {
      const { client, docs, place } = await openCollection(url, { dimension, precision, text: TEXT });
      const old = new MemoryPort();
      const writer = new DualWriter({ client, target: docs, old, replayIntervalMs: 20 });
      onTestFinished(() => writer.close());
      const records = seededVectors(30, dimension, 1).map((vector, n) => ({
        id: `id-${n}`,
        vector,
        attributes: { body: `note ${n} ${n % 2 === 0 ? "even" : "odd"}` },
      }));
      await writer.upsert(records.slice(0, 20));
      await writer.upsert({ ...records[1]!, attributes: { body: "changed" } });
      await writer.delete(["id-3", "id-4", "not there"]);

      const prefix = `${place.namespace}:old:`;
      await fillHashes(client, prefix, records);
      const source = createHashSource(client, { prefix });
      await backfill({ client, source, target: docs });

      const words = new CollectionWords(TEXT);
      const documents = new Map(
        records
          .filter(({ id }) => id !== "id-3" && id !== "id-4")
          .map(({ id, attributes }) => [id, documentOf(words, id === "id-1" ? "changed" : attributes.body)!]),
      );
      const index = await readIndex(client, docs.key.replace(/:v$/, ":words"));
      expect(index).toMatchObject(expectedIndex(documents));
      expect(await docs.search({ text: "changed" })).toMatchObject([{ id: "id-1" }]);
      expect((await docs.search({ text: "29" })).map(({ id }) => id)).toEqual(["id-29"]);
    },
  );
});
