import { expect, test } from "vitest";
import { elementIds } from "../../../../src/repository/element-ids.js";
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

test("an older server is asked for more ids than it has, and again if others have added as many meanwhile", async () => {
  let size = 1;
  const executor = new ScriptedExecutor((step) => {
    if ("transaction" in step) return null;
    if (step[0] === "VCARD") return size;
    // The set grows from one to 20,000 between the two commands.
    const asked = Number(step[2]);
    size = 20_000;
    return Array.from({ length: Math.min(asked, size) }, (_, n) => Buffer.from(String(n)));
  });
  const pages = await pagesOf(executor, 25_000);
  expect(pages.map(({ ids }) => ids.length)).toEqual([20_000]);
  expect(executor.sent.map((command) => ("transaction" in command ? [] : command.map(String)))).toEqual([
    ["VCARD", "k"],
    ["VRANDMEMBER", "k", "10001"],
    ["VCARD", "k"],
    ["VRANDMEMBER", "k", "30000"],
  ]);
});

test("the next page starts after the last name as the server knows it, also if that is not UTF-8", async () => {
  const names = [Buffer.from("a"), Buffer.from([0xff]), Buffer.from([0xff, 0x01])];
  const executor = new ScriptedExecutor((step) => {
    if ("transaction" in step) return null;
    const start = Buffer.from(step[2]!);
    const from =
      step[2] === "-" ? names : names.filter((name) => Buffer.compare(name, start.subarray(1)) > 0);
    return from.slice(0, Number(step[4]));
  });
  executor.capabilities = { ...executor.capabilities, range: true };
  expect(await pagesOf(executor, 1)).toEqual([
    { ids: ["a"], last: false },
    { ids: [], last: true },
  ]);
  expect(executor.sent).toHaveLength(4);
});
