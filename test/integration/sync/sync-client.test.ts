import { expect, inject, onTestFinished, test } from "vitest";
import { f } from "../../../src/index.js";
import { openSync } from "../../../src/sync/index.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

function openNotes() {
  const client = openSync({ url: inject("redisUrl") });
  onTestFinished(() => client.close());
  const notes = client.repository<{ year: number }>({
    ...{ namespace: uniquePrefix("sync"), collection: "notes", dimension: 2 },
  });
  return { client, notes };
}

test("records are stored, read, found, changed, counted and deleted without a promise", () => {
  const { notes } = openNotes();
  expect(notes.upsert({ id: "a", vector: [1, 0], attributes: { year: 2020 } })).toEqual({ inserted: true });
  const report = notes.upsertMany([
    { id: "b", vector: [0, 1], attributes: { year: 2021 } },
    { id: "c", vector: new Float32Array([1, 1]), attributes: { year: 2022 } },
  ]);
  expect(report).toMatchObject({ inserted: 2 });
  expect(notes.has("c")).toBe(true);
  expect(notes.get("b")).toMatchObject({ id: "b", attributes: { year: 2021 } });
  expect(notes.get("nobody")).toBeUndefined();
  const hits = notes.search({ vector: [1, 0.1], limit: 2, filter: f.gte("year", 2020) });
  expect(hits.map(({ id }) => id)).toEqual(["a", "c"]);
  expect(notes.updateAttributes("a", { year: 2030 })).toBe(true);
  expect(notes.find({ filter: f.gt("year", 2025) }).map(({ id }) => id)).toEqual(["a"]);
  expect([notes.count(), notes.countWhere(f.lt("year", 2025))]).toEqual([3, 2]);
  expect(notes.deleteWhere(f.eq("year", 2022))).toMatchObject({ deleted: 1 });
  expect(notes.delete(["a", "nobody"])).toBe(1);
  expect(notes.clear()).toBe(1);
  notes.drop();
});

test("errors are those of the library, with code and details", () => {
  const { client, notes } = openNotes();
  notes.upsert({ id: "a", vector: [1, 0] });
  expect(() => notes.search({ vector: [1, 2, 3], limit: 1 })).toThrow(
    expect.objectContaining({ name: "OctavecError", code: "DIMENSION_MISMATCH", retryable: false }),
  );
  expect(() => openSync({ url: "redis://127.0.0.1:1", connectTimeoutMs: 500 })).toThrow(
    expect.objectContaining({ code: "CONNECTION_FAILED" }),
  );
  const place = { namespace: "a", collection: "b", dimension: 2, onPrecisionEvent: () => {} };
  expect(() => client.repository(place).count()).toThrow(
    expect.objectContaining({ code: "INVALID_OPTIONS" }),
  );
});

test("a command is sent as it is, and a closed client refuses calls", () => {
  const { client, notes } = openNotes();
  const key = uniquePrefix("sync");
  expect(client.sendCommand(["SET", key, "1", "PX", "60000"])).toBe("OK");
  expect(client.sendCommand(["INCR", key])).toBe(2);
  client.close();
  client.close();
  expect(() => notes.count()).toThrow(expect.objectContaining({ code: "POOL_CLOSED" }));
});
