import { type MetadataFilters, VectorStoreQueryMode } from "@llamaindex/core/vector-store";
import fc from "fast-check";
import { SimpleVectorStore } from "llamaindex";
import { expect, test } from "vitest";
import { onEachServer } from "../../../helpers/servers.js";
import { embedModel, nodeOf, openStore } from "./stores.js";

/** Some fields are missing in some nodes, and some are empty. */
const METADATA: readonly Record<string, unknown>[] = [
  { lang: "en", year: 1999, tags: ["a", "b"], pages: [1, 2] },
  { lang: "de", year: 2024, tags: ["b"], pages: [2], "file name": "a.md" },
  { lang: "en", year: 2024, tags: [], pages: [], "file name": "b.md" },
  { lang: "", year: 0, tags: ["c"] },
  { year: -5, tags: ["a", "c"], pages: [3] },
  { lang: "english" },
  {},
];

const text = fc.constantFrom("en", "de", "", "english", "fr", "n", "a.md");
const tag = fc.constantFrom("a", "b", "c", "d");
const number = fc.constantFrom(-5, 0, 1999, 2000, 2024);
const page = fc.constantFrom(1, 2, 3, 4);
const lists = <T>(item: fc.Arbitrary<T>, minLength = 0) => fc.array(item, { maxLength: 3, minLength });

function filterOn<T>(keys: string[], operators: string[], value: fc.Arbitrary<T>) {
  return fc.record({ key: fc.constantFrom(...keys), operator: fc.constantFrom(...operators), value });
}

const anyFilter = fc.oneof(
  filterOn(["lang", "file name"], ["==", "!=", ">", "<", ">=", "<=", "text_match"], text),
  filterOn(["year"], ["==", "!=", ">", "<", ">=", "<="], number),
  filterOn(["lang", "file name"], ["in", "nin"], lists(text)),
  filterOn(["year"], ["in", "nin"], lists(number)),
  filterOn(["tags"], ["any"], lists(tag)),
  filterOn(["tags"], ["all"], lists(tag, 1)),
  filterOn(["pages"], ["any"], lists(page)),
  filterOn(["tags"], ["contains"], tag),
  filterOn(["pages"], ["contains"], page),
  fc.record({
    key: fc.constantFrom("lang", "year", "tags", "pages", "file name", "none"),
    operator: fc.constant("is_empty"),
  }),
);
const anyFilters = fc.record(
  { filters: fc.array(anyFilter, { maxLength: 4 }), condition: fc.constantFrom("and", "or") },
  { requiredKeys: ["filters"] },
);

/** `in` and `nin` of LlamaIndex's own store take the found value for the answer, so that "" and 0 count as not found. */
const isMisjudged = (generated: { filters: readonly object[] }) =>
  generated.filters.some((filter) => {
    const value = "value" in filter && Array.isArray(filter.value) ? filter.value : [];
    return value.includes("") || value.includes(0);
  });

onEachServer(({ url }) => {
  test("filters find what they find in LlamaIndex's own store", async () => {
    const { store } = await openStore(url);
    const own = new SimpleVectorStore({ embedModel });
    const nodes = await Promise.all(
      METADATA.map((metadata, place) => nodeOf(`${place}`, `page ${place}`, metadata)),
    );
    await store.add(nodes);
    await own.add(nodes);
    const queryEmbedding = await embedModel.getTextEmbedding("page");
    const found = async (asked: typeof store | typeof own, filters: MetadataFilters) => {
      const query = { queryEmbedding, similarityTopK: 20, mode: VectorStoreQueryMode.DEFAULT, filters };
      return (await asked.query(query as never)).ids.sort();
    };
    await fc.assert(
      fc.asyncProperty(anyFilters, async (generated) => {
        fc.pre(!isMisjudged(generated));
        const filters = generated as MetadataFilters;
        expect(await found(store, filters)).toEqual(await found(own, filters));
      }),
      { numRuns: 120 },
    );
  });

  test("in and nin find empty texts and zeros, too", async () => {
    const { store } = await openStore(url);
    await store.add(
      await Promise.all(METADATA.map((metadata, place) => nodeOf(`${place}`, `page ${place}`, metadata))),
    );
    const queryEmbedding = await embedModel.getTextEmbedding("page");
    const found = async (filter: MetadataFilters["filters"][number]) => {
      const query = {
        queryEmbedding,
        similarityTopK: 20,
        mode: VectorStoreQueryMode.DEFAULT,
        filters: { filters: [filter] },
      };
      return (await store.query(query)).ids.sort().join("");
    };
    expect(await found({ key: "lang", operator: "in", value: ["", "de"] })).toBe("13");
    expect(await found({ key: "lang", operator: "nin", value: ["", "de"] })).toBe("025");
    expect(await found({ key: "year", operator: "in", value: [0, -5] })).toBe("34");
  });

  test("a dot in a key leads to a nested field", async () => {
    const { store } = await openStore(url);
    await store.add([
      await nodeOf("1", "page 1", { author: { name: "Ada" } }),
      await nodeOf("2", "page 2", { author: { name: "Alan" } }),
    ]);
    const filters: MetadataFilters = { filters: [{ key: "author.name", operator: "==", value: "Alan" }] };
    const queryEmbedding = await embedModel.getTextEmbedding("page");
    const query = { queryEmbedding, similarityTopK: 5, mode: VectorStoreQueryMode.DEFAULT, filters };
    expect((await store.query(query)).ids).toEqual(["2"]);
  });

  test("an operator that does not exist, and a value that it cannot take, are refused", async () => {
    const { store } = await openStore(url);
    const refused: readonly [object, string][] = [
      [{ key: "a", operator: "~=", value: "x" }, 'operator "~="'],
      [{ key: "a", operator: "==", value: ["x"] }, '"a" ==: expected a text or a number, got a list of 1'],
      [{ key: "a", operator: "==" }, "got no value"],
      [{ key: "a", operator: "in", value: "x" }, '"a" in: expected a list'],
      [{ key: "a", operator: "any", value: [{}] }, '"a" any: expected a list'],
      [{ key: "a", operator: "all", value: [] }, '"a" all: expected a list of at least one'],
      [{ key: "a", operator: "text_match", value: 1 }, '"a" text_match: expected a text'],
      [{ key: 1, operator: "==", value: 1 }, "key"],
    ];
    const queryEmbedding = await embedModel.getTextEmbedding("page");
    const query = { queryEmbedding, similarityTopK: 1, mode: VectorStoreQueryMode.DEFAULT };
    for (const [filter, message] of refused) {
      const answer = store.query({ ...query, filters: { filters: [filter] } as never });
      await expect(answer).rejects.toMatchObject({ code: "INVALID_FILTER" });
      await expect(answer).rejects.toThrow(message);
    }
    const filters = { filters: [], condition: "xor" } as never;
    await expect(store.query({ ...query, filters })).rejects.toThrow("condition");
    const named = { filters: [{ key: "a", operator: "==", value: 1, not: true }] } as never;
    await expect(store.query({ ...query, filters: named })).rejects.toThrow("not");
  });
});
