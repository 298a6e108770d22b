import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { startProgress } from "../../../scripts/demo/progress.js";

async function linesOf(total: number, steps: readonly number[]): Promise<string[]> {
  const output = new PassThrough();
  const progress = startProgress("Work", total, output);
  for (const done of steps) progress.update(done);
  progress.stop();
  output.end();
  return (await text(output)).split("\n").slice(0, -1);
}

it("writes one line per 10 % if there is no terminal", async () => {
  const steps = Array.from({ length: 1000 }, (_, i) => i + 1);
  const lines = await linesOf(1000, steps);
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe("Work 100/1000 (10 %)");
  expect(lines[9]).toBe("Work 1000/1000 (100 %)");
});

it("skips lines for a large step, and accepts a total of 0", async () => {
  expect(await linesOf(4, [0, 3, 4])).toEqual(["Work 3/4 (70 %)", "Work 4/4 (100 %)"]);
  expect(await linesOf(0, [0])).toEqual(["Work 0/0 (100 %)"]);
});
