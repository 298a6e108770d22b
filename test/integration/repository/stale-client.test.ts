import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  isOctavecError,
  type RepositoryOptions,
  type VectorClient,
  type VectorRepository,
} from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

type Place = { readonly namespace: string; readonly collection: string };

/** Every key of the collection with its dump. The dumps are equal only if nothing changed, not even a graph. */
async function contentsOf(client: VectorClient, { namespace }: Place): Promise<[string, string][]> {
  const keys = await client.sendCommand(["KEYS", `*${namespace}*`]);
  const names = Array.isArray(keys) ? keys.map(String).sort() : [];
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const dump = await client.sendCommand(["DUMP", name], { binary: true });
      return [name, Buffer.isBuffer(dump) ? dump.toString("base64") : ""];
    }),
  );
}

const recordsOf = (count: number, dimension: number) =>
  seededVectors(count, dimension).map((vector, index) => ({ id: String(index), vector }));

/** The error code of a write. For a failed `upsertMany` it is the code of the error's cause. */
const causeOf = (work: Promise<unknown>) =>
  work.then(
    () => "resolved",
    (error: unknown) =>
      codeOf(Promise.reject(isOctavecError(error, "BATCH_INCOMPLETE") ? error.cause : error)),
  );

const writes: [string, (docs: VectorRepository, count: number) => Promise<unknown>][] = [
  ["upsert", (docs) => docs.upsert(recordsOf(1, docs.inputDimension)[0]!)],
  ["upsertMany", (docs, count) => docs.upsertMany(recordsOf(count, docs.inputDimension), { batchSize: 20 })],
];

onEachServer(({ url }) => {
  describe.each(["native", "residual", "float32"] as const)("a client of a %s collection", (precision) => {
    const old = { dimension: 4, precision, rotation: "off" } as const;

    const changes: [string, Partial<RepositoryOptions>][] = [
      ["another dimension", { dimension: 8 }],
      ["another M", { m: 8 }],
      ["another rotation", { rotation: "on" }],
      ["another precision", { precision: precision === "native" ? "residual" : "native" }],
    ];
    // Only Q8 collections have codes.
    if (precision === "native") changes.push(["another quantization", { quantization: "none" }]);

    describe.each(changes)("that was dropped and recreated with %s", (_, changed) => {
      test.each(writes)("is refused %s, and the new collection stays as it is", async (_name, write) => {
        for (const count of [50, 1]) {
          const { client, docs, place } = await openCollection(url, old);
          await docs.upsert({ id: "0", vector: [1, 2, 3, 4] });
          const now = { ...old, ...changed };
          const other = (await openClient(url)).repository({ ...place, ...now });
          await client.repository({ ...place, ...old }).drop();
          await other.upsertMany(recordsOf(count, now.dimension));
          const before = await contentsOf(client, place);
          expect(await causeOf(write(docs, count))).toBe("COLLECTION_MISMATCH");
          expect(await contentsOf(client, place)).toEqual(before);
          // Since the refusal the repository compares the parameters again, so the error names those that differ.
          await expect(docs.upsert({ id: "0", vector: [1, 2, 3, 4] })).rejects.toMatchObject({
            code: "COLLECTION_MISMATCH",
            details: { differing: Object.keys(changed) },
          });
          expect(await contentsOf(client, place)).toEqual(before);
          expect(await other.get("0")).toMatchObject({ id: "0" });
        }
      });
    });

    test.each(writes)(
      "that was dropped is refused %s once, and the next one creates the collection",
      async (_, write) => {
        const { client, docs, place } = await openCollection(url, old);
        await docs.upsert({ id: "0", vector: [1, 2, 3, 4] });
        await client.repository({ ...place, ...old }).drop();
        expect(await causeOf(write(docs, 3))).toBe("COLLECTION_MISMATCH");
        expect(await contentsOf(client, place)).toEqual([]);
        expect(await causeOf(write(docs, 3))).toBe("resolved");
      },
    );

    test("is refused writes to a recreated collection even if its user may not run scripts", async () => {
      const { client, place } = await openCollection(url, old);
      const username = uniquePrefix("user");
      await client.sendCommand(["ACL", "SETUSER", username, "on", ">hush", "~*", "+@all", "-@scripting"]);
      onTestFinished(async () => void (await client.sendCommand(["ACL", "DELUSER", username])));
      const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
      onTestFinished(() => warned.mockRestore());
      const docs = (await openClient(url, { username, password: "hush" })).repository({ ...place, ...old });
      for (const [, write] of writes) {
        expect(await causeOf(write(docs, 3))).toBe("resolved");
        const other = client.repository({ ...place, ...old, dimension: 8 });
        await client.repository({ ...place, ...old }).drop();
        await other.upsertMany(recordsOf(3, 8));
        const before = await contentsOf(client, place);
        expect(await causeOf(write(docs, 3))).toBe("COLLECTION_MISMATCH");
        expect(await contentsOf(client, place)).toEqual(before);
        await other.drop();
      }
      expect(warned).toHaveBeenCalledOnce();
    });

    test.each(writes)("that was recreated with the same parameters can %s", async (_, write) => {
      const { client, docs, place } = await openCollection(url, old);
      await docs.upsert({ id: "0", vector: [1, 2, 3, 4] });
      const other = client.repository({ ...place, ...old });
      await other.drop();
      await other.upsert({ id: "0", vector: [1, 2, 3, 4] });
      expect(await causeOf(write(docs, 3))).toBe("resolved");
    });

    test.each<[string, string[]]>([
      ["another dimension", ["VALUES", "3", "1", "2", "3", "0"]],
      ["another M", ["VALUES", "4", "1", "2", "3", "4", "0", "M", "8"]],
      ["another quantization", ["VALUES", "4", "1", "2", "3", "4", "0", "NOQUANT"]],
      ["a projection", ["REDUCE", "4", "VALUES", "8", "1", "2", "3", "4", "5", "6", "7", "8", "0"]],
    ])(
      "is refused writes if another program replaced the set by one with %s, which stays as it is",
      async (_, command) => {
        for (const write of writes.map(([, each]) => each)) {
          const { client, docs, place } = await openCollection(url, old);
          await docs.upsert({ id: "0", vector: [1, 2, 3, 4] });
          await client.sendCommand(["DEL", docs.key]);
          await client.sendCommand(["VADD", docs.key, ...command]);
          const before = await contentsOf(client, place);
          expect(await causeOf(write(docs, 1))).toBe("COLLECTION_MISMATCH");
          expect(await contentsOf(client, place)).toEqual(before);
        }
      },
    );
  });
});
