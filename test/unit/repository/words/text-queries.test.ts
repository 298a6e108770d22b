import { describe, expect, test } from "vitest";
import { type HybridQuery, type TextQuery, VectorRepository } from "../../../../src/index.js";
import { emptyServer, ScriptedExecutor } from "../../../helpers/scripted-executor.js";

function repository(text?: { field: string }) {
  const executor = new ScriptedExecutor(emptyServer);
  return {
    executor,
    docs: new VectorRepository(executor, { namespace: "n", collection: "c", dimension: 2, text }),
  };
}

describe("a query with text is refused before anything is sent", () => {
  test.each<[string, unknown, RegExp]>([
    ["with a text that is none", { text: 7 }, /text: expected a string/],
    ["with a fusion without a vector", { text: "a", fusion: "rrf" }, /fusion: expected a vector/],
    ["with an option of vectors", { text: "a", minSimilarity: 0.5 }, /minSimilarity: expected a vector/],
    ["with an unknown option", { text: "a", limt: 5 }, /limt.*limit/],
    ["with a limit out of range", { text: "a", limit: 0 }, /limit/],
    ["with an unknown fusion", { vector: [1, 2], text: "a", fusion: "sum" }, /"rrf" or \{ vectorWeight \}/],
    ["with a weight out of range", { id: "a", text: "a", fusion: { vectorWeight: 2 } }, /from 0 to 1/],
    ["with more than a weight", { id: "a", text: "a", fusion: { vectorWeight: 1, k: 2 } }, /vectorWeight/],
    ["with diversity", { vector: [1, 2], text: "a", diversity: 0.5 }, /diversity: expected no text/],
    ["with a vector of another dimension", { vector: [1], text: "a" }, /expected 2 components/],
    ["with a filter that is none", { text: "a", filter: "b" }, /filter/],
  ])("%s", async (_, query, message) => {
    const { executor, docs } = repository({ field: "body" });
    await expect(docs.search(query as TextQuery)).rejects.toThrow(message);
    await expect(docs.searchMany([query as HybridQuery])).rejects.toThrow(message);
    expect(executor.sent).toEqual([]);
  });

  test("if the collection has no index of words", async () => {
    const { executor, docs } = repository();
    const refused = docs.search({ text: "a" });
    await expect(refused).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect(refused).rejects.toThrow(/the option text: \{ field \}/);
    expect(executor.sent).toEqual([]);
  });
});

test("a query of more than 256 words is refused before anything is sent", async () => {
  const { executor, docs } = repository({ field: "body" });
  const text = Array.from({ length: 257 }, (_, n) => `w${n}`).join(" ");
  await expect(docs.search({ text })).rejects.toThrow(/at most 256 different words, got 257/);
  expect(executor.sent).toEqual([]);
});

test("the type of a hit belongs to that of its query, and a fusion to both", () => {
  const { docs } = repository({ field: "body" });
  const calls = {
    named: (): Promise<{ textScore: number }[]> => docs.search({ text: "a" }),
    both: (): Promise<{ fusedScore: number; similarity?: number }[]> => docs.search({ id: "a", text: "a" }),
    near: (): Promise<{ similarity: number; score: number }[]> => docs.search({ vector: [1, 2] }),
    // @ts-expect-error a fusion without a vector
    alone: () => docs.search({ text: "a", fusion: "rrf" }),
    // @ts-expect-error a fusion without text
    without: () => docs.search({ vector: [1, 2], fusion: "rrf" }),
    // @ts-expect-error a hit by words has no similarity
    similar: (): Promise<{ similarity: number }[]> => docs.search({ text: "a" }),
    // @ts-expect-error no such option
    wrong: () => docs.search({ vector: [1, 2], limt: 5 }),
  };
  expect(Object.keys(calls)).toHaveLength(7);
});

test("a fusion without text is refused", async () => {
  const { docs } = repository({ field: "body" });
  await expect(docs.search({ vector: [1, 2], fusion: "rrf" } as never)).rejects.toThrow(/fusion/);
});

test.each([
  [{ field: "" }],
  [{ field: "x".repeat(129) }],
  [{ field: "a\nb" }],
  [{ field: "body", language: "xx" }],
  [{ field: "body", stem: true }],
  ["body"],
])("the option text: %j is refused", (text) => {
  expect(() => repository(text as { field: string })).toThrow(
    expect.objectContaining({ code: "INVALID_OPTIONS", message: expect.stringContaining("text") }),
  );
});

test("a query whose text has no words asks nothing of the server's index", async () => {
  const { executor, docs } = repository({ field: "body" });
  expect(await docs.search({ text: " ?! " })).toEqual([]);
  expect(executor.names.filter((name) => name.startsWith("EVAL"))).toEqual([]);
});
