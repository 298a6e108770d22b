import { expect, test } from "vitest";
import { elementIds } from "../../../../src/repository/records/element-ids.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";

/** Answers VRANGE as the manual of 8.4 describes it. */
function rangeServer(ids: readonly string[]): ScriptedExecutor {
  const executor = new ScriptedExecutor((step) => {
    if ("transaction" in step || step[0] !== "VRANGE") throw new Error("only VRANGE was expected");
    const [, , start = "", , count] = step.map(String);
    const from = start === "-" ? ids : ids.filter((id) => id > start.slice(1));
    return from.slice(0, Number(count));
  });
  executor.capabilities = { ...executor.capabilities, range: true };
  return executor;
}

async function pagesOf(executor: ScriptedExecutor, pageSize: number, after?: string) {
  const pages = [];
  for await (const page of elementIds({ executor }, "k", { pageSize, after })) pages.push(page);
  return pages;
}

test("a server with VRANGE lists ids page by page, and each page starts after the last id of the previous one", async () => {
  const executor = rangeServer(["a", "b", "c", "d", "e"]);
  expect(await pagesOf(executor, 2)).toEqual([
    { ids: ["a", "b"], last: false },
    { ids: ["c", "d"], last: false },
    { ids: ["e"], last: true },
  ]);
  expect(executor.sent).toEqual([
    ["VRANGE", "k", "-", "+", "2"],
    ["VRANGE", "k", "(b", "+", "2"],
    ["VRANGE", "k", "(d", "+", "2"],
  ]);
  expect(await pagesOf(executor, 10, "c")).toEqual([{ ids: ["d", "e"], last: true }]);
  expect(await pagesOf(rangeServer([]), 10)).toEqual([{ ids: [], last: true }]);
});

test("a full last page is followed by an empty one, because more ids could follow it", async () => {
  expect(await pagesOf(rangeServer(["a", "b"]), 2)).toEqual([
    { ids: ["a", "b"], last: false },
    { ids: [], last: true },
  ]);
});
