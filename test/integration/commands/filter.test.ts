import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  checkFilter,
  compileFilter,
  decodeAttributes,
  decodeVgetattr,
  decodeVsim,
  encodeAttributes,
  encodeFloat32Blob,
  encodeVadd,
  encodeVgetattr,
  encodeVsim,
  type Filter,
  f,
  matches,
} from "../../../src/commands/index.js";
import { anyAttributes, anyFilter, HOSTILE_TEXTS } from "../../helpers/any-filter.js";
import { type CommandClient, openCommandClient } from "../../helpers/command-client.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const vector = encodeFloat32Blob([1, 2]);

onEachServer(({ url }) =>
  describe("the server's part of a filter", () => {
    let client: CommandClient;

    beforeAll(async () => {
      client = await openCommandClient(url, 3);
    });
    afterAll(() => client.close());

    /** Stores each record as an element whose id is its index. Returns the key. */
    const store = async (records: readonly object[]): Promise<string> => {
      const key = uniquePrefix("filter");
      await Promise.all(
        records.map((record, i) =>
          client.send(
            encodeVadd({
              key,
              element: String(i),
              vector,
              quantization: "q8",
              m: 4,
              attributes: encodeAttributes(record),
            }),
          ),
        ),
      );
      return key;
    };
    const matching = async (key: string, condition: Filter, count: number): Promise<number[]> => {
      const { expression: filter } = compileFilter(checkFilter(condition));
      const command = encodeVsim({ key, query: { vector }, truth: true, count, filter });
      const matches = decodeVsim(await client.send(command));
      return matches.map(({ element }) => Number(element)).sort((a, b) => a - b);
    };

    it("selects every record that matches, and no other record if it is exact", async () => {
      let compared = 0;
      let selected = 0;
      let excluded = 0;
      let exact = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyAttributes, { minLength: 10, maxLength: 20 }),
          fc.array(anyFilter, { minLength: 15, maxLength: 25 }),
          async (records, filters) => {
            const key = await store(records);
            for (const filter of filters) {
              const expected = [...records.keys()].filter((i) => matches(filter, records[i]));
              const found = await matching(key, filter, records.length);
              const { expression, isExact } = compileFilter(checkFilter(filter));
              expect(isExact ? found : expected.filter((i) => found.includes(i)), expression).toEqual(
                expected,
              );
              compared += records.length;
              selected += expected.length;
              excluded += records.length - found.length;
              if (isExact) exact += records.length;
            }
            await client.send(["DEL", key]);
          },
        ),
        { numRuns: 60 },
      );
      // Without this the test could compare empty lists, or compile nothing.
      expect(selected).toBeGreaterThan(compared / 50);
      expect(excluded).toBeGreaterThan(compared / 50);
      expect(exact).toBeGreaterThan(compared / 50);
    });

    it("finds every text by equality, alone and among others, and no other value", async () => {
      const others = [0, 1, 10, -0.5, true, false, null, [], ["en"], [""], [0], {}, { a: "en" }];
      const key = await store([...HOSTILE_TEXTS, ...others].map((a) => ({ before: ["\\", { a: 1 }], a })));
      for (const [i, a] of HOSTILE_TEXTS.entries()) {
        if (a.length > 250) continue;
        expect(await matching(key, f.eq("a", a), 100), JSON.stringify(a)).toEqual([i]);
        const [j, b] = i === 0 ? [1, HOSTILE_TEXTS[1]!] : [0, HOSTILE_TEXTS[0]!];
        expect(await matching(key, f.in("a", [a, b]), 100), JSON.stringify(a)).toEqual(
          [i, j].sort((x, y) => x - y),
        );
      }
      await client.send(["DEL", key]);
    });

    it("finds texts that differ only by spaces before them, beside each other in a list", async () => {
      const key = await store(["10", " 10", "  10", "   10", 10, "1"].map((a) => ({ a })));
      expect(await matching(key, f.in("a", ["10", " 10", "  10"]), 100)).toEqual([0, 1, 2]);
      expect(await matching(key, f.in("a", [" 10", "1"]), 100)).toEqual([1, 5]);
      await client.send(["DEL", key]);
    });

    it("finds numbers of any size in a list of a thousand values", async () => {
      const values = [5e-324, -5e-324, 1e-199, -7, 1e300, ...Array.from({ length: 995 }, (_, i) => i + 100)];
      const key = await store([...values.slice(0, 6), 99, -0.5].map((a) => ({ a })));
      expect(await matching(key, f.in("a", values), 100)).toEqual([0, 1, 2, 3, 4, 5]);
      await client.send(["DEL", key]);
    });

    it("excludes an element without attributes only where the filter cannot match it", async () => {
      const key = await store([{ a: 1 }, { b: 1 }]);
      await client.send(encodeVadd({ key, element: "2", vector, quantization: "q8", m: 4 }));
      expect(await matching(key, f.gte("a", -1e300), 100)).toEqual([0]);
      expect(await matching(key, f.missing("a"), 100)).toEqual([0, 1, 2]);
      await client.send(["DEL", key]);
    });

    it("finds attributes that are read back unchanged", async () => {
      await fc.assert(
        fc.asyncProperty(anyAttributes, async (record) => {
          const key = await store([record]);
          const stored = decodeVgetattr(await client.send(encodeVgetattr(key, "0")));
          expect(decodeAttributes(stored ?? "")).toEqual(JSON.parse(JSON.stringify(record)));
          await client.send(["DEL", key]);
        }),
        { numRuns: 100 },
      );
    });
  }),
);
