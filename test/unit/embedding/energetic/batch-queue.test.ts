import { setImmediate as nextTurn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type BatchModel, BatchQueue } from "../../../../src/embedding/energetic/batch-queue.js";

/** A model that gives lengths, notes its batches, and ends each when the test says so. */
function steppedModel() {
  const batches: string[][] = [];
  const ends: (() => void)[] = [];
  const model: BatchModel = {
    embed: (texts) =>
      new Promise((resolve) => {
        batches.push(texts);
        ends.push(() => resolve(texts.map(({ length }) => [length])));
      }),
  };
  return { model, batches, end: () => ends.shift()?.() };
}

const turns = async () => {
  for (let turn = 0; turn < 3; turn++) await nextTurn();
};

it("orders that come while the model works are embedded together, each caller with its own rows", async () => {
  const { model, batches, end } = steppedModel();
  const line = new BatchQueue(async () => model, 100);
  const first = line.run(["a"], undefined);
  await turns();
  const later = [["bb"], ["ccc", "dddd"], ["eeeee"]].map((texts) => line.run(texts, undefined));
  end();
  expect(await first).toEqual([[1]]);
  await turns();
  end();
  expect(await Promise.all(later)).toEqual([[[2]], [[3], [4]], [[5]]]);
  expect(batches).toEqual([["a"], ["bb", "ccc", "dddd", "eeeee"]]);
});

it("every caller gets the rows of its texts, in bounded batches, and whoever waits longest is served next", async () => {
  const order = fc.array(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(order, { maxLength: 20 }),
      fc.integer({ min: 1, max: 60 }),
      async (orders, most) => {
        const batches: string[][] = [];
        const line = new BatchQueue(
          async () => ({
            async embed(texts) {
              batches.push(texts);
              return texts.map(({ length }) => [length]);
            },
          }),
          most,
        );
        const served: number[] = [];
        const rows = await Promise.all(
          orders.map(async (texts, index) => {
            const given = await line.run(texts, undefined);
            served.push(index);
            return given;
          }),
        );
        expect(rows).toEqual(orders.map((texts) => texts.map(({ length }) => [length])));
        for (const batch of batches) {
          const cost = batch.length * Math.max(...batch.map(({ length }) => length));
          const isOneOrder = orders.some((texts) => isDeepStrictEqual(texts, batch));
          if (!isOneOrder) expect(cost).toBeLessThanOrEqual(most);
        }
        if (orders.length > 0) expect(served[0]).toBe(0);
      },
    ),
  );
});

it("an aborted caller leaves the line at once with its reason, also in the middle of a batch", async () => {
  const { model, batches, end } = steppedModel();
  const line = new BatchQueue(async () => model, 100);
  const [working, waiting] = [new AbortController(), new AbortController()];
  const first = line.run(["a"], working.signal);
  await turns();
  const second = line.run(["b"], waiting.signal);
  const third = line.run(["c"], undefined);
  waiting.abort("no longer");
  working.abort("enough");
  await expect(first).rejects.toBe("enough");
  await expect(second).rejects.toBe("no longer");
  await expect(line.run(["d"], AbortSignal.abort("before"))).rejects.toBe("before");
  end();
  await turns();
  end();
  expect(await third).toEqual([[1]]);
  expect(batches).toEqual([["a"], ["c"]]);
});

it("a model that cannot be opened fails all who wait, and is opened again for the next", async () => {
  const failure = new Error("not installed");
  let isThere = false;
  const line = new BatchQueue(async () => {
    if (!isThere) throw failure;
    return { embed: async (texts) => texts.map(() => [1]) };
  }, 100);
  const calls = [line.run(["a"], undefined), line.run(["b"], undefined)];
  for (const call of calls) await expect(call).rejects.toBe(failure);
  isThere = true;
  expect(await line.run(["c"], undefined)).toEqual([[1]]);
});

it("a batch that fails fails its own callers only, with a coded error", async () => {
  const cause = new Error("bad tensor");
  const line = new BatchQueue(
    async () => ({
      embed: async (texts) => {
        if (texts.includes("wrong")) throw cause;
        return texts.map(() => [1]);
      },
    }),
    5,
  );
  const wrong = line.run(["wrong"], undefined);
  const right = line.run(["right"], undefined);
  await expect(wrong).rejects.toMatchObject({ code: "EMBEDDING_FAILED", cause });
  expect(await right).toEqual([[1]]);
});
