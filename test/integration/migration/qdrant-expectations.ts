import { describe, expect, test } from "vitest";
import { exportToQdrant, type MigrationRecord, QdrantSource } from "../../../src/migration/index.js";
import { collect } from "../../helpers/collect.js";
import { codeOf } from "../../helpers/outcome.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const UUID = "5c56c793-69f3-4fbf-87e6-c4bf54c28c26";

/** Sends one request as Qdrant's OpenAPI describes it, without the client under test. */
async function put(url: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${url}/collections/${path}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

/** Tests that run on the stand-in and on a real Qdrant. */
export function expectQdrantSource(server: () => string): void {
  const make = async (vectors: object, points: object[], more: object = {}): Promise<string> => {
    const name = uniquePrefix("qdrant");
    await put(server(), name, { vectors, ...more });
    if (points.length > 0) await put(server(), `${name}/points?wait=true`, { points });
    return name;
  };
  const cosine = (size: number) => ({ size, distance: "Cosine" });

  describe("reading", () => {
    test("every point comes once in several pages, whole numbers before UUIDs, and describe counts them", async () => {
      const vectors = seededVectors(24, 8);
      const points = vectors.map((vector, index) => ({
        id: index === 7 ? UUID : index,
        vector: [...vector],
        payload: { index },
      }));
      const collection = await make(cosine(8), points);
      const source = new QdrantSource({ url: server(), collection });
      const pages = await collect(source.pages({ pageSize: 10 }));
      expect(pages.map(({ records }) => records.length)).toEqual([10, 10, 4]);
      expect(pages.map(({ cursor }) => cursor)).toEqual(["11", "21", null]);
      const ids = pages.flatMap(({ records }) => records.map(({ id }) => id));
      expect(ids).toEqual([
        ...points
          .map(({ id }) => id)
          .filter(Number.isInteger)
          .map(String),
        UUID,
      ]);
      expect(await source.describe()).toMatchObject({
        count: 24,
        dimension: 8,
        metric: "cosine",
        name: expect.stringContaining(collection),
      });
      const rest = await collect(source.pages({ pageSize: 10, cursor: "21" }));
      expect(rest.flatMap(({ records }) => records.map(({ id }) => id))).toEqual(["21", "22", "23", UUID]);
    });

    test("payload becomes flat attributes, and other values go to extra", async () => {
      const payload = {
        lang: "en",
        year: 2024,
        rating: 4.5,
        ok: true,
        tags: ["a", "b"],
        city: { name: "Berlin", location: { lon: 13.4, lat: 52.5 } },
        history: [{ at: 1 }],
        gone: null,
      };
      const collection = await make(cosine(2), [{ id: 1, vector: [3, 4], payload }]);
      const source = new QdrantSource({ url: server(), collection });
      const [record] = await source.fetch(["1"]);
      expect(record?.attributes).toEqual({ lang: "en", year: 2024, rating: 4.5, ok: true, tags: ["a", "b"] });
      expect(JSON.parse(record?.extra ?? "")).toEqual({
        city: payload.city,
        history: payload.history,
        gone: null,
      });
      expect(record?.vector[0]).toBeCloseTo(0.6, 6);
    });

    test("fetch keeps the order of the ids, with null for a missing or impossible id", async () => {
      const collection = await make(cosine(2), [
        { id: 3, vector: [1, 0] },
        { id: UUID, vector: [0, 1] },
      ]);
      const source = new QdrantSource({ url: server(), collection });
      const found = await source.fetch([UUID, "9", "3", "no id of Qdrant", "3", "007"]);
      expect(found.map((record) => record?.id ?? null)).toEqual([UUID, null, "3", null, "3", null]);
    });

    test("search returns the source's own ranking, also with a filter in its own language", async () => {
      const collection = await make({ size: 2, distance: "Euclid" }, [
        { id: 1, vector: [0, 0.1], payload: { lang: "en" } },
        { id: 2, vector: [0, 5], payload: { lang: "de" } },
        { id: 3, vector: [0, 9], payload: { lang: "en" } },
      ]);
      const source = new QdrantSource({ url: server(), collection });
      const vector = Float32Array.of(0, 8);
      const hits = await source.search({ vector, limit: 2 });
      expect(hits.map(({ id }) => id)).toEqual(["3", "2"]);
      const filter = { must: [{ key: "lang", match: { value: "en" } }] };
      const english = await source.search({ vector, limit: 5, filter });
      expect(english.map(({ id }) => id)).toEqual(["3", "1"]);
    });

    test("one of several named vectors is migrated; without a choice the error names them", async () => {
      const collection = await make({ title: cosine(2), body: { size: 3, distance: "Dot" } }, [
        { id: 1, vector: { title: [0, 2], body: [1, 2, 3] } },
        { id: 2, vector: { title: [1, 0] } },
      ]);
      const undecided = new QdrantSource({ url: server(), collection });
      await expect(undecided.describe()).rejects.toMatchObject({
        code: "UNSUPPORTED_SOURCE",
        message: expect.stringMatching(/"title".*"body"|"body".*"title"/),
      });
      const source = new QdrantSource({ url: server(), collection, vectorName: "body" });
      expect(await source.describe()).toMatchObject({
        dimension: 3,
        metric: "dot",
        warnings: [expect.stringContaining("Dot"), expect.stringContaining('"title"')],
      });
      const [page] = await collect(source.pages({ pageSize: 5 }));
      expect(page?.records.map(({ vector }) => [...vector])).toEqual([[1, 2, 3]]);
      expect(page?.rejects).toEqual([
        { id: "2", code: "INVALID_VECTOR", reason: expect.stringContaining('"body"') },
      ]);
      const misnamed = new QdrantSource({ url: server(), collection, vectorName: "teaser" });
      expect(await codeOf(misnamed.describe())).toBe("INVALID_ARGUMENT");
    });

    test("multi-vectors are refused and sparse vectors are reported", async () => {
      const many = { ...cosine(2), multivector_config: { comparator: "max_sim" } };
      const tokens = await make({ tokens: many }, []);
      await expect(new QdrantSource({ url: server(), collection: tokens }).describe()).rejects.toMatchObject({
        code: "UNSUPPORTED_SOURCE",
        message: expect.stringContaining("multi-vector"),
      });
      const mixed = await make(
        { dense: cosine(2) },
        [{ id: 1, vector: { dense: [1, 0], words: { indices: [5], values: [0.5] } } }],
        { sparse_vectors: { words: {} } },
      );
      const source = new QdrantSource({ url: server(), collection: mixed });
      expect((await source.describe()).warnings).toContainEqual(expect.stringContaining('"words"'));
      const [page] = await collect(source.pages({ pageSize: 5 }));
      expect(page).toMatchObject({ records: [{ id: "1" }], rejects: [] });
    });

    test("the error for a missing collection has its name", async () => {
      const source = new QdrantSource({ url: server(), collection: "nowhere" });
      await expect(source.describe()).rejects.toMatchObject({
        code: "SOURCE_NOT_FOUND",
        message: expect.stringContaining('"nowhere"'),
      });
    });
  });

  describe("export", () => {
    const records: MigrationRecord[] = [
      { id: "12", vector: Float32Array.of(1, 0), attributes: { lang: "en" }, extra: '{"deep":{"a":[1]}}' },
      { id: UUID, vector: Float32Array.of(0, 1) },
      { id: "doc:1", vector: Float32Array.of(0.6, 0.8), attributes: { lang: "de" } },
      { id: "007", vector: Float32Array.of(0.8, 0.6) },
    ];
    async function* stream(): AsyncGenerator<MigrationRecord> {
      yield* records;
    }

    test("is read back equal by a source with idField, and may be repeated", async () => {
      const collection = uniquePrefix("export");
      const options = { url: server(), collection, batchSize: 3 };
      expect(await exportToQdrant(stream(), options)).toEqual({ exported: 4, rejects: [], created: true });
      expect(await exportToQdrant(stream(), options)).toEqual({ exported: 4, rejects: [], created: false });
      const source = new QdrantSource({ url: server(), collection, idField: "octavec_id" });
      expect((await source.describe()).count).toBe(4);
      const back = await source.fetch(records.map(({ id }) => id));
      expect(back.map((record) => ({ ...record, vector: undefined }))).toEqual(
        records.map((record) => ({ ...record, vector: undefined })),
      );
      const hits = await source.search({ vector: Float32Array.of(0.6, 0.8), limit: 1 });
      expect(hits).toMatchObject([{ id: "doc:1" }]);
    });

    test("a record of another dimension is rejected and the others are written", async () => {
      async function* mixed(): AsyncGenerator<MigrationRecord> {
        yield* records;
        yield { id: "13", vector: Float32Array.of(1, 2, 3) };
      }
      const collection = uniquePrefix("export");
      const report = await exportToQdrant(mixed(), { url: server(), collection });
      expect(report).toMatchObject({ exported: 4, rejects: [{ id: "13", code: "DIMENSION_MISMATCH" }] });
    });
  });
}
