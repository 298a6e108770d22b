import { describe, expect, test } from "vitest";
import { VectorRepository } from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { codesOf, kindsOf, SeenEvents } from "../../helpers/int8-collection.js";
import { cosine, nearest, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const DIMENSION = 64;
const vectors = seededVectors(600, DIMENSION, 3);
const records = vectors.map((vector, index) => ({ id: String(index), vector }));
const base = { dimension: DIMENSION, precision: "int8", calibrationSample: 300 } as const;

onEachServer(({ url }) => {
  describe.each([
    { quantization: "bin", rotation: "off" },
    { quantization: "q8", rotation: "off" },
    { quantization: "bin", rotation: "on" },
  ] as const)("an int8 collection with $quantization, rotation $rotation", (form) => {
    test("keeps float32 until enough vectors are stored, then calibrates, rewrites its codes and encodes new ones", async () => {
      const events = new SeenEvents();
      const { client, docs } = await openCollection(url, {
        ...base,
        ...form,
        onPrecisionEvent: events.listen,
      });
      await docs.upsertMany(records.slice(0, 299));
      expect(kindsOf(await codesOf(client, docs, DIMENSION))).toEqual({ float32: 299 });
      expect((await docs.get("5"))?.vector).toEqual(vectors[5]);
      expect((await docs.precisionReport()).calibrationVersion).toBeUndefined();

      await docs.upsertMany(records.slice(299, 400));
      await events.until("codes-rewritten");
      expect(events.of("recalibrated")).toEqual([{ kind: "recalibrated", version: 1, sampleSize: 300 }]);
      await docs.upsertMany(records.slice(400));
      const codes = await codesOf(client, docs, DIMENSION);
      const { float32 = 0, "int8 v1": coded = 0 } = kindsOf(codes);
      expect(coded + float32).toBe(600);
      // Seldom, one is clipped.
      expect(float32).toBeLessThan(20);
      expect(events.of("calibration-failed")).toEqual([]);

      for (const id of ["5", "450"]) {
        const { vector } = (await docs.get(id))!;
        expect(cosine(vector, vectors[Number(id)]!)).toBeGreaterThan(0.9995);
        expect(Math.hypot(...vector)).toBeCloseTo(Math.hypot(...vectors[Number(id)]!), 1);
      }
      expect(await docs.precisionReport()).toMatchObject({
        precision: "int8",
        count: 600,
        codeCount: 600,
        calibrationVersion: 1,
        recommendations: [],
      });
    });

    test("finds nearly what exact float32 finds, and gives its cosines", async () => {
      const events = new SeenEvents();
      const { docs } = await openCollection(url, { ...base, ...form, onPrecisionEvent: events.listen });
      await docs.upsertMany(records);
      await events.until("codes-rewritten");
      let found = 0;
      for (const query of seededVectors(30, DIMENSION, 8)) {
        const hits = await docs.search({ vector: query, limit: 10, exhaustive: true });
        const exact = nearest(vectors, query, 10);
        found += hits.filter(({ id }) => exact.includes(Number(id))).length;
        for (const { id, similarity } of hits)
          expect(Math.abs(similarity - cosine(query, vectors[Number(id)]!))).toBeLessThan(0.01);
        expect(hits.map(({ similarity }) => similarity)).toEqual(
          hits.map(({ similarity }) => similarity).sort((a, b) => b - a),
        );
      }
      // Signs of 64 dimensions say little: 240 of 600 vectors are compared. Rotated ones say even less of uniform components.
      expect(found / 300).toBeGreaterThan(
        form.quantization === "q8" ? 0.97 : form.rotation === "on" ? 0.8 : 0.9,
      );
      const [first] = await docs.search({ id: "7", limit: 1, exhaustive: true });
      expect(first?.id).toBe("7");
      const { uncertified } = (await docs.precisionReport()).counts;
      if (form.quantization === "bin") expect(uncertified).toBe(0);
    });

    test("keeps a vector as float32 that lies outside the calibrated bounds, unless a rotation spreads it", async () => {
      const events = new SeenEvents();
      const { client, docs } = await openCollection(url, {
        ...base,
        ...form,
        onPrecisionEvent: events.listen,
      });
      await docs.upsertMany(records.slice(0, 400));
      await events.until("codes-rewritten");
      const outlier = vectors[0]!.map((x, j) => (j === 3 ? 40 : x));
      await docs.upsert({ id: "outlier", vector: outlier });
      if (form.rotation === "on") return;
      expect(events.of("vector-fallback").at(-1)).toMatchObject({ id: "outlier" });
      expect((await codesOf(client, docs, DIMENSION)).get("outlier")?.kind).toBe("float32");
      expect((await docs.get("outlier"))?.vector).toEqual(outlier);
      const [hit] = await docs.search({ vector: outlier, limit: 1, exhaustive: true });
      expect(hit?.id).toBe("outlier");
      expect(hit?.similarity).toBeCloseTo(1, 6);
    });
  });

  test("a code belongs to the vector in the set: what another program writes to a bin set has none", async () => {
    const events = new SeenEvents();
    const { client, docs } = await openCollection(url, {
      ...base,
      quantization: "bin",
      onPrecisionEvent: events.listen,
    });
    await docs.upsertMany(records.slice(0, 400));
    await events.until("codes-rewritten");
    const other = vectors[500]!.map((x) => -x);
    await client.sendCommand([
      "VADD",
      docs.key,
      "VALUES",
      String(DIMENSION),
      ...[...other].map(String),
      "9",
      "BIN",
    ]);
    const hits = await docs.search({ vector: vectors[9]!, limit: 400, exhaustive: true });
    const hit = hits.find(({ id }) => id === "9");
    // The server's own similarity, not that of the old code.
    expect(hit?.similarity).toBeCloseTo(2 * hit!.score - 1, 6);
    expect((await docs.precisionReport()).counts.withoutCode).toBe(1);
    // Its old code is far away from its new vector.
    const [moved] = await docs.search({ vector: other, limit: 1, exhaustive: true });
    expect(moved).toMatchObject({ id: "9", similarity: 1 });
  });

  test("a collection of which too many vectors would fall back keeps float32, and does not try again until it has doubled", async () => {
    const events = new SeenEvents();
    const { client, docs } = await openCollection(url, {
      ...base,
      dimension: 256,
      quantization: "bin",
      onPrecisionEvent: events.listen,
    });
    // Seldom and large components, of which the sample has seen few.
    const spiky = seededVectors(400, 256, 4).map((vector, row) =>
      vector.map((x, j) => ((row * 7_919 + j * 104_729) % 397 === 0 ? x * 20 : x)),
    );
    await docs.upsertMany(spiky.map((vector, index) => ({ id: String(index), vector })));
    await events.until("collection-fallback");
    expect(events.of("collection-fallback")[0]?.fallbackRate).toBeGreaterThan(0.05);
    await docs.upsertMany(spiky.map((vector, index) => ({ id: String(index), vector })));
    expect(kindsOf(await codesOf(client, docs, 256))).toEqual({ float32: 400 });
    expect(
      await client.sendCommand(["HMGET", docs.key.replace(/v$/, "meta"), "calibration", "calibrationTried"]),
    ).toEqual([null, "400"]);
    expect(await docs.recalibrate()).toMatchObject({ version: 0 });
    expect(kindsOf(await codesOf(client, docs, 256))).toEqual({ float32: 400 });
  });

  test("when written vectors drift, a new calibration follows by itself, and old codes are rewritten or stay readable", async () => {
    const events = new SeenEvents();
    const { client, docs } = await openCollection(url, {
      ...base,
      dimension: 16,
      quantization: "bin",
      onPrecisionEvent: events.listen,
    });
    const before = seededVectors(500, 16, 3);
    await docs.upsertMany(before.map((vector, index) => ({ id: `old ${index}`, vector })));
    await events.until("codes-rewritten");
    const shifted = seededVectors(2_000, 16, 9).map((vector) =>
      vector.map((x, j) => (j === 0 ? x + 1.5 : x)),
    );
    await docs.upsertMany(shifted.map((vector, index) => ({ id: `new ${index}`, vector })));
    await events.until("codes-rewritten", 2);
    expect(events.of("drift").some(({ level }) => level === "recalibrate")).toBe(true);
    const codes = await codesOf(client, docs, 16);
    expect(codes.size).toBe(2_500);
    const kinds = kindsOf(codes);
    const last = events.of("recalibrated").at(-1)!.version;
    expect(kinds[`int8 v${last}`]).toBeGreaterThan(2_000);
    for (const index of [0, 100, 499]) {
      const { vector } = (await docs.get(`old ${index}`))!;
      expect(cosine(vector, before[index]!)).toBeGreaterThan(0.999);
    }
  });

  test("another client that has the collection open encodes with the new calibration after recalibrate()", async () => {
    const events = new SeenEvents();
    const { client, docs, place } = await openCollection(url, {
      ...base,
      quantization: "bin",
      onPrecisionEvent: events.listen,
    });
    // By hand, so that it does nothing in the background.
    const { executor } = await openClient(url);
    const other = new VectorRepository(executor, { ...place, ...base, quantization: "bin" });
    await other.upsertMany(records.slice(0, 290));
    await docs.upsertMany(records.slice(290, 500));
    await events.until("codes-rewritten");
    // It still knows of no calibration, and is told so by the server.
    await other.upsert(records[500]!);
    await other.updateVector("0", vectors[0]!);
    let codes = await codesOf(client, docs, DIMENSION);
    for (const id of ["0", "500"]) expect(codes.get(id)).toMatchObject({ calibration: { version: 1 } });
    expect(await docs.recalibrate()).toMatchObject({ version: 2 });
    await other.updateVector("1", vectors[1]!);
    await events.until("codes-rewritten", 2);
    codes = await codesOf(client, docs, DIMENSION);
    expect(codes.get("1")).toMatchObject({ calibration: { version: 2 } });
    const { "int8 v1": kept = 0, "int8 v2": coded = 0 } = kindsOf(codes);
    expect(coded).toBeGreaterThan(480);
    const calibrations = await client.sendCommand(["KEYS", `{${place.namespace}:test}:calibration:*`]);
    expect(calibrations).toHaveLength(kept === 0 ? 1 : 2);
    await docs.drop();
    expect(await client.sendCommand(["KEYS", `*${place.namespace}*`])).toEqual([]);
  });

  test("a user who may not run scripts writes codes of the calibration in force, too", async () => {
    const events = new SeenEvents();
    const { client, docs, place } = await openCollection(url, {
      ...base,
      quantization: "bin",
      onPrecisionEvent: events.listen,
    });
    await docs.upsertMany(records.slice(0, 400));
    await events.until("codes-rewritten");
    const username = uniquePrefix("plain");
    const noScripts = ["-eval", "-evalsha", "-eval_ro", "-evalsha_ro"];
    await client.sendCommand(["ACL", "SETUSER", username, "on", ">secret", "~*", "+@all", ...noScripts]);
    const limited = await openClient(url, { username, password: "secret" });
    const other = limited.repository({ ...place, ...base, quantization: "bin" });
    await other.upsert(records[0]!);
    await docs.recalibrate();
    await other.upsert(records[1]!);
    await events.until("codes-rewritten", 2);
    const codes = await codesOf(client, docs, DIMENSION);
    expect(codes.get("1")).toMatchObject({ kind: "int8", calibration: { version: 2 } });
    expect(cosine((await docs.get("1"))!.vector, vectors[1]!)).toBeGreaterThan(0.9995);
    expect((await limited.health()).backgroundFailures).toEqual({});
    await client.sendCommand(["ACL", "DELUSER", username]);
  });
});
