import { expect, test } from "vitest";
import type { EntryContext } from "../../../../src/cache/entries/context/entry-context.js";
import { measureRecall } from "../../../../src/cache/entries/search/measure-recall.js";
import { queryVectorOf } from "../../../../src/cache/question/query-vector.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";
import { findStage } from "../find/find-stage.js";

const EXACT = ["a", "0.9", "b", "0.8", "c", "0.7", "d", "0.6"];
const BY_EF: Record<string, string[]> = {
  "10": ["a", "0.9", "x", "0.5"],
  // Another entry with the same code as d.
  "20": ["a", "0.9", "b", "0.8", "e", "0.6"],
};

async function measured(entries: number) {
  const executor = new ScriptedExecutor((step) => {
    if ("transaction" in step) return null;
    const words = step.map(String);
    if (words[0] === "VCARD") return entries;
    return words.includes("TRUTH") ? EXACT : (BY_EF[words[words.indexOf("EF") + 1] ?? ""] ?? []);
  });
  const context: EntryContext = { ...findStage([]).context, executor };
  const query = queryVectorOf(new Float32Array(512).fill(1), "q8");
  const search = { scopeId: "s".repeat(16), tags: [], query, count: 4 };
  const recalls = await measureRecall(context, search, [10, 20], {});
  return { executor, recalls };
}

test("recall is the share of the nearest entries, or of others with the same score, that the graph finds with each EF", async () => {
  expect((await measured(4)).recalls).toEqual([0.25, 0.75]);
});

test("a set that is empty, or so large that comparing every entry would hold the server up, is not searched", async () => {
  for (const entries of [0, 10_001]) {
    const { recalls, executor } = await measured(entries);
    expect([recalls, executor.names]).toEqual([undefined, ["VCARD"]]);
  }
  expect((await measured(10_000)).recalls).toBeDefined();
});

test("the search without the graph runs on the main thread of a server that threads can crash, and of no other", async () => {
  const { executor } = await measured(4);
  const commandFor = executor.optionsSeen.find(({ forServer }) => forServer !== undefined)?.forServer;
  for (const safeThreads of [true, false]) {
    const command = commandFor?.({ ...executor.capabilities, safeThreads }) ?? [];
    expect([command.includes("TRUTH"), command.includes("NOTHREAD")]).toEqual([true, !safeThreads]);
  }
});
