import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeScans } from "../../../src/shards/merge-scans.js";
import { collect } from "../../helpers/collect.js";

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe("merged scans", () => {
  test("have every record once, in the order of the bytes of the ids", async () => {
    const ids = fc.uniqueArray(fc.tuple(fc.string({ unit: "grapheme" }), fc.nat(3)), {
      selector: ([id]) => id,
    });
    await fc.assert(
      fc.asyncProperty(ids, async (given) => {
        const scans = [0, 1, 2, 3].map((shard) =>
          scanOf(given.filter((one) => one[1] === shard).map(([id]) => id)),
        );
        const merged = await collect(mergeScans(scans.map(({ scan }) => scan)));
        expect(merged.map(({ id }) => id)).toEqual(given.map(([id]) => id).sort(byBytes));
      }),
    );
  });

  test("end all scans when the reader leaves, and when one of them fails", async () => {
    for (const fails of [false, true]) {
      const scans = [scanOf(["a", "d"]), scanOf(["b", "e"], fails ? "b" : undefined), scanOf(["c"])];
      const read = (async () => {
        for await (const { id } of mergeScans(scans.map(({ scan }) => scan))) if (id === "a") break;
      })();
      if (fails) await expect(read).rejects.toThrow("the server is gone");
      else await read;
      await Promise.resolve();
      expect(scans.map(({ isEnded }) => isEnded())).toEqual([true, true, true]);
    }
  });
});

function scanOf(ids: readonly string[], failing?: string) {
  let isEnded = false;
  async function* records() {
    try {
      for (const id of ids.toSorted(byBytes)) {
        if (id === failing) throw new Error("the server is gone");
        yield { id };
      }
    } finally {
      isEnded = true;
    }
  }
  return { scan: records(), isEnded: () => isEnded };
}
