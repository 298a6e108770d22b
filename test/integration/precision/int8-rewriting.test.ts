import { expect, test } from "vitest";
import { aclRole } from "../../helpers/acl-roles.js";
import { startProgram } from "../../helpers/child-program.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { codesOf, kindsOf, SeenEvents, untilRewritten } from "../../helpers/int8-collection.js";
import { cosine, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const DIMENSION = 48;
/** Errors of codes of both versions together. */
const MAX_ERROR = 0.02;
const base = {
  dimension: DIMENSION,
  quantization: "bin",
  precision: "int8",
  calibrationSample: 300,
} as const;

onEachServer(({ url }) => {
  test("while codes are rewritten, concurrent writes win, and readers decode every code with its own calibration", async () => {
    const events = new SeenEvents();
    const { client, docs, place } = await openCollection(url, { ...base, onPrecisionEvent: events.listen });
    const [before, after] = [seededVectors(1_500, DIMENSION, 1), seededVectors(1_500, DIMENSION, 2)];
    await docs.upsertMany(before.map((vector, id) => ({ id: String(id), vector })));
    await events.until("codes-rewritten");

    const writer = (await openClient(url)).repository({ ...place, ...base });
    const reader = (await openClient(url)).repository({ ...place, ...base });
    let isDone = false;
    let next = 0;
    const writing = (async () => {
      while (!isDone && next < 1_500) {
        const ids = Array.from({ length: Math.min(20, 1_500 - next) }, (_, place) => next + place);
        await writer.upsertMany(ids.map((id) => ({ id: String(id), vector: after[id]! })));
        next += ids.length;
      }
    })();
    let compared = 0;
    const reading = (async () => {
      while (!isDone) {
        const query = before[(compared * 31) % 1_500]!;
        for (const { id, similarity } of await reader.search({ vector: query, limit: 20 })) {
          const allowed = [before, after].map((vectors) => cosine(query, vectors[Number(id)]!));
          expect(Math.min(...allowed.map((one) => Math.abs(one - similarity)))).toBeLessThan(MAX_ERROR);
          compared++;
        }
        const id = (compared * 17) % 1_500;
        const { vector } = (await reader.get(String(id)))!;
        expect(Math.max(cosine(vector, before[id]!), cosine(vector, after[id]!))).toBeGreaterThan(0.999);
      }
    })();
    for (let version = 2; version <= 4; version++) {
      expect(await docs.recalibrate()).toMatchObject({ version });
      // The third one takes over from the second. Whichever client is quickest does the work.
      if (version !== 3) await untilRewritten(client, docs);
    }
    isDone = true;
    await Promise.all([writing, reading]);
    expect(compared).toBeGreaterThan(50);

    // What was written last is what is stored: no rewriting has undone a write.
    for (let id = 0; id < 1_500; id += 7) {
      const { vector } = (await docs.get(String(id)))!;
      expect(cosine(vector, (id < next ? after : before)[id]!)).toBeGreaterThan(0.999);
    }
    const { float32 = 0, ...versions } = kindsOf(await codesOf(client, docs, DIMENSION));
    expect(float32).toBeLessThan(75);
    const stored = await client.sendCommand(["KEYS", `{${place.namespace}:test}:calibration:*`]);
    const wanted = Object.keys(versions).map(
      (name) => `{${place.namespace}:test}:calibration:${name.slice(6)}`,
    );
    expect([...(stored as string[])].sort()).toEqual(wanted.sort());
  });

  test("if the process that rewrites codes is killed, the next one that writes goes on where it was", async () => {
    const namespace = uniquePrefix("docs");
    const count = 1_500;
    const child = startProgram("code-rewriter", { url, namespace, dimension: DIMENSION, count });
    await expect.poll(() => child.lines.length, { timeout: 30_000, interval: 5 }).toBeGreaterThan(4);
    child.process.kill("SIGKILL");
    await child.ended;

    const events = new SeenEvents();
    const client = await openClient(url);
    const docs = client.repository({
      ...base,
      ...{ namespace, collection: "test", calibrationSample: 1_000 },
      onPrecisionEvent: events.listen,
    });
    const tag = `{${namespace}:test}`;
    const { float32 = 0, "int8 v1": coded = 0 } = kindsOf(await codesOf(client, docs, DIMENSION));
    expect(float32).toBeGreaterThan(200);
    expect(coded).toBeGreaterThan(100);
    expect(await client.sendCommand(["HGET", `${tag}:rewriting`, "cursor"])).not.toBe("0");
    // Many codes are still float32. The report does not conclude from them that int8 does not fit.
    expect(await docs.precisionReport()).toMatchObject({ rewriting: true, recommendations: [] });
    // Both kinds of code are found and decoded.
    const vectors = seededVectors(count, DIMENSION, 1);
    for (const id of [3, 333, 1_333]) {
      const [hit] = await docs.search({ vector: vectors[id]!, limit: 1, exhaustive: true });
      expect(hit?.id).toBe(String(id));
    }
    // As if the time of its lease had passed.
    expect(await client.sendCommand(["PEXPIRE", `${tag}:calibrating`, "1"])).toBe(1);
    await docs.upsert({ id: "0", vector: vectors[0]! });
    await events.until("codes-rewritten");
    const { rewritten, version } = events.of("codes-rewritten")[0]!;
    expect(version).toBe(1);
    expect(rewritten).toBeLessThanOrEqual(float32);
    expect(rewritten).toBeGreaterThan(float32 - 100);
    const after = kindsOf(await codesOf(client, docs, DIMENSION));
    expect(after["int8 v1"]).toBeGreaterThan(count - 75);
    expect(await docs.precisionReport()).toMatchObject({ rewriting: false, recommendations: [] });
    expect(await client.sendCommand(["EXISTS", `${tag}:rewriting`, `${tag}:calibrating`])).toBe(0);
    await docs.drop();
  });

  test("the rewriting stops when the client is closed, and leaves the lease to others", async () => {
    const { client, place, docs } = await openCollection(url, base);
    const own = await openClient(url);
    const events = new SeenEvents();
    const rewriting = own.repository({ ...place, ...base, onPrecisionEvent: events.listen });
    await rewriting.upsertMany(
      seededVectors(3_000, DIMENSION, 1).map((vector, id) => ({ id: String(id), vector })),
    );
    await events.until("recalibrated");
    await own.close();
    expect(events.of("calibration-failed")).toEqual([]);
    const key = docs.key.replace(/v$/, "calibrating");
    expect(await client.sendCommand(["EXISTS", key])).toBe(0);
    expect((await own.health()).backgroundFailures).toEqual({});
  });

  test("a user with the rights of a writer is told once that codes stay float32, and the rights named in the guide are enough", async () => {
    const { client, place, docs } = await openCollection(url, base);
    const own = { username: uniquePrefix("writer"), password: "secret", namespace: place.namespace };
    const records = seededVectors(400, DIMENSION, 1).map((vector, id) => ({ id: String(id), vector }));
    await client.sendCommand(aclRole("writer", own).command);
    const write = async (events: SeenEvents) => {
      const limited = await openClient(url, { username: own.username, password: own.password });
      const { listen } = events;
      await limited.repository({ ...place, ...base, onPrecisionEvent: listen }).upsertMany(records);
      return limited;
    };
    const refused = new SeenEvents();
    const limited = await write(refused);
    await refused.until("calibration-failed");
    expect(refused.of("calibration-failed")).toEqual([
      { kind: "calibration-failed", code: "NOT_AUTHORIZED" },
    ]);
    expect((await limited.health()).backgroundFailures).toEqual({ calibration: { NOT_AUTHORIZED: 1 } });
    expect(kindsOf(await codesOf(client, docs, DIMENSION))).toEqual({ float32: 400 });

    await client.sendCommand(["ACL", "SETUSER", own.username, "+hscan", "+set", "+get", "+pexpire"]);
    const allowed = new SeenEvents();
    await write(allowed);
    await allowed.until("codes-rewritten");
    expect(kindsOf(await codesOf(client, docs, DIMENSION))["int8 v1"]).toBeGreaterThan(350);
    await client.sendCommand(["ACL", "DELUSER", own.username]);
  });
});
