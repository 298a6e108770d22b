import fc from "fast-check";
import { expect, test } from "vitest";
import { f, type VectorRepository } from "../../../src/index.js";
import { collect } from "../../helpers/collect.js";
import { openCollection } from "../../helpers/collection.js";
import { expireNow } from "../../helpers/expire-now.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const DIMENSION = 4;
const HOUR_MS = 3_600_000;
const vectors = seededVectors(6, DIMENSION);
const place = fc.nat(vectors.length - 1);
const idOf = (n: number) => `r${n}`;

/** What should be stored: the attributes, and whether the record has an end. */
type Model = Map<string, { readonly n: number | undefined; readonly ends: boolean }>;

interface World {
  readonly model: Model;
  /** Two repositories, of which one may know less of the collection than the other. */
  readonly sides: readonly VectorRepository[];
  /** Puts the end of a record into the past. */
  readonly expire: (id: string) => Promise<void>;
}

/** One step: does something on one of the two sides, checks what the call returns, and notes what should be stored then. */
type Step = (world: World) => Promise<void>;

const steps: fc.Arbitrary<readonly [string, Step]> = fc
  .record({
    name: fc.constantFrom(
      ...(["upsert", "upsert", "expire", "expire", "touch", "delete", "deleteWhere", "sweep"] as const),
      ...(["setAttributes", "updateAttributes", "updateVector", "updateWhere", "clear"] as const),
    ),
    side: fc.nat(1),
    at: place,
    ttlMs: fc.constantFrom(HOUR_MS, HOUR_MS, null, undefined),
    n: fc.option(fc.nat(3), { nil: undefined }),
  })
  .map(({ name, side, at, ttlMs, n }) => {
    const id = idOf(at);
    const attributes = n === undefined ? undefined : { n };
    const step: Step = async ({ model, sides, expire }) => {
      const docs = sides[side]!;
      const found = model.get(id);
      switch (name) {
        case "upsert":
          expect(await docs.upsert({ id, vector: vectors[at]!, attributes, ttlMs })).toEqual({
            inserted: !found,
          });
          model.set(id, { n, ends: typeof ttlMs === "number" });
          break;
        case "expire":
          if (!found?.ends) return;
          await expire(id);
          model.delete(id);
          break;
        case "touch":
          expect(await docs.touch(id, { ttlMs: ttlMs === undefined ? HOUR_MS : ttlMs })).toBe(
            found !== undefined,
          );
          if (found && ttlMs === null) model.set(id, { ...found, ends: false });
          break;
        case "delete":
          expect(await docs.delete(id)).toBe(found ? 1 : 0);
          model.delete(id);
          break;
        case "deleteWhere":
        case "updateWhere": {
          const matching = [...model].filter(([, each]) => each.n === 1);
          const matched = matching.length;
          if (name === "deleteWhere") {
            expect(await docs.deleteWhere(f.eq("n", 1))).toEqual({ matched, deleted: matched });
            for (const [each] of matching) model.delete(each);
          } else {
            expect(await docs.updateWhere(f.eq("n", 1), { n: 2 })).toEqual({ matched, updated: matched });
            for (const [each, { ends }] of matching) model.set(each, { n: 2, ends });
          }
          break;
        }
        case "setAttributes":
          expect(await docs.setAttributes(id, attributes ?? null)).toBe(found !== undefined);
          if (found) model.set(id, { ...found, n });
          break;
        case "updateAttributes":
          expect(await docs.updateAttributes(id, { n: n ?? 0 })).toBe(found !== undefined);
          if (found) model.set(id, { ...found, n: n ?? 0 });
          break;
        case "updateVector":
          expect(await docs.updateVector(id, vectors[0]!)).toBe(found !== undefined);
          break;
        case "sweep":
          await docs.sweep();
          break;
        case "clear":
          await docs.clear();
          model.clear();
          break;
      }
    };
    return [`${name} ${id} on ${side}`, step] as const;
  });

/** What a side shows of every record, by all ways to read. */
async function check(docs: VectorRepository, model: Model): Promise<void> {
  const listed = await collect(docs.scan());
  expect(
    new Map(
      listed.map(({ id, attributes, expiresAtMs }) => [
        id,
        { n: attributes?.n, ends: expiresAtMs !== undefined },
      ]),
    ),
  ).toEqual(model);
  expect(await docs.count()).toBe(model.size);
  const hits = await docs.search({ vector: vectors[0]!, limit: 6 });
  expect(new Map(hits.map(({ id, attributes }) => [id, attributes?.n]))).toEqual(
    new Map([...model].map(([id, { n }]) => [id, n])),
  );
  for (const n of vectors.keys()) {
    const id = idOf(n);
    expect(await docs.has(id)).toBe(model.has(id));
    const got = await docs.get(id);
    expect(got && { n: got.attributes?.n, ends: got.expiresAtMs !== undefined }).toEqual(model.get(id));
  }
}

onEachServer(({ url }) => {
  test.each(["native", "residual"] as const)(
    "a %s collection is what a model of it says, whatever is done in which order, through two repositories",
    async (precision) => {
      const { client, docs, place } = await openCollection(url, { dimension: DIMENSION, precision });
      await fc.assert(
        fc.asyncProperty(
          fc.boolean(),
          fc.array(steps, { minLength: 1, maxLength: 12 }),
          async (isFilled, planned) => {
            await docs.drop();
            const sides = [0, 1].map(() => client.repository({ ...place, dimension: DIMENSION, precision }));
            const model: Model = new Map();
            const world = { model, sides, expire: (id: string) => expireNow(client, place, [id]) };
            if (isFilled) {
              // Both open the collection before there is an end in it.
              await sides[0]!.upsert({ id: idOf(5), vector: vectors[5]!, attributes: { n: 1 } });
              model.set(idOf(5), { n: 1, ends: false });
              await sides[1]!.get(idOf(5));
            }
            for (const [, step] of planned) await step(world);
            for (const side of sides) await check(side, model);
            await sides[0]!.sweep();
            expect(await client.sendCommand(["VCARD", docs.key])).toBe(model.size);
          },
        ),
        { numRuns: 60 },
      );
    },
  );
});
