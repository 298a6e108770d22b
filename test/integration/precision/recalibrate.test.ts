import { describe, expect, test } from "vitest";
import type { PrecisionEvent } from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const DIMENSION = 16;
const vectors = seededVectors(1_200, DIMENSION, 3);
const records = vectors.map((vector, index) => ({ id: String(index), vector }));
/** Vectors of another distribution: the mean of their first component is 2. */
const shifted = (count: number) =>
  seededVectors(count, DIMENSION, 9).map((vector) => vector.map((x, j) => (j === 0 ? x + 2 : x)));

onEachServer(({ url }) => {
  test("needs 300 elements, and leaves the active calibration as it is if there are fewer", async () => {
    const { docs } = await openCollection(url, { dimension: DIMENSION });
    await docs.upsertMany(records.slice(0, 299));
    expect(await codeOf(docs.recalibrate())).toBe("CALIBRATION_TOO_SMALL");
    await docs.upsertMany(records.slice(0, 300));
    expect(await docs.recalibrate({ sampleSize: 300 })).toMatchObject({ version: 1 });
    await docs.delete(records.slice(0, 10).map(({ id }) => id));
    expect(await codeOf(docs.recalibrate({ sampleSize: 300 }))).toBe("CALIBRATION_TOO_SMALL");
    expect((await docs.precisionReport()).calibrationVersion).toBe(1);
  });

  test("runs while other clients read and write, and each of them sees the complete old or new version", async () => {
    const { client, docs, place } = await openCollection(url, {
      dimension: DIMENSION,
      precision: "residual",
    });
    await docs.upsertMany(records.slice(0, 400));
    await docs.recalibrate({ sampleSize: 300 });
    const others = (await openClient(url)).repository({ ...place, dimension: DIMENSION });
    let done = false;
    const seen: number[] = [];
    const reading = (async () => {
      while (!done) {
        const { calibrationVersion, text } = await others.precisionReport();
        expect(text).toContain(`Version ${calibrationVersion}.`);
        seen.push(calibrationVersion!);
        // Records of earlier versions are found with an exact similarity.
        const [hit] = await others.search({ vector: vectors[5]!, limit: 1 });
        expect(hit).toMatchObject({ id: "5" });
        expect(Math.abs(hit!.similarity - 1)).toBeLessThan(5e-5);
      }
    })();
    const writing = (async () => {
      for (let start = 400; !done; start += 50)
        await others.upsertMany(records.slice(start % 1_200, (start % 1_200) + 50));
    })();
    for (let version = 2; version <= 5; version++)
      expect(await docs.recalibrate({ sampleSize: 300 })).toMatchObject({ version });
    done = true;
    await Promise.all([reading, writing]);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    const keys = await client.sendCommand(["KEYS", `*${place.namespace}*:calibration:*`]);
    expect(keys).toEqual([`{${place.namespace}:${place.collection}}:calibration:5`]);
    await docs.drop();
    expect(await client.sendCommand(["KEYS", `*${place.namespace}*`])).toEqual([]);
  });

  describe("drift", () => {
    test("is reported if a window of written vectors differs from the calibrated ones, also to another client", async () => {
      const { docs, place } = await openCollection(url, { dimension: DIMENSION, precision: "residual" });
      await docs.upsertMany(records);
      await docs.recalibrate();
      const events: PrecisionEvent[] = [];
      const other = (await openClient(url)).repository({
        ...place,
        dimension: DIMENSION,
        onPrecisionEvent: (event) => events.push(event),
      });
      await other.upsertMany(records.slice(0, 1_000));
      expect((await other.precisionReport()).drift).toMatchObject({ level: "ok", samples: 1_000 });
      expect(events).toEqual([]);
      await other.upsertMany(shifted(1_000).map((vector, index) => ({ id: `l${index}`, vector })));
      expect(events).toMatchObject([{ kind: "drift", level: "recalibrate" }]);
      const report = await other.precisionReport();
      expect(report.recommendations.join()).toContain("recalibrate()");
      expect(report.text).toContain("Drift: recalibrate");
    });
  });
});
