import { expect, inject, test } from "vitest";
import { OctavecSaver, OctavecStore } from "../../../../src/adapters/langgraph/index.js";
import { startProgram } from "../../../helpers/child-program.js";
import { openClient } from "../../../helpers/collection.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";

test("after a process was killed in the middle of a run, every checkpoint is whole, and another process reads its memories", async () => {
  const url = inject("redisUrl");
  const namespace = uniquePrefix("killed");
  const client = await openClient(url);
  const saver = new OctavecSaver({ client, namespace });
  const writer = startProgram("graph-writer", { url, namespace }, (_line, child) => {
    if (writer.lines.length === 5) child.kill("SIGKILL");
  });
  expect(await writer.ended, writer.errors()).toBe("SIGKILL");

  const turns = writer.lines.length;
  const config = { configurable: { thread_id: "1" } };
  const latest = await saver.getTuple(config);
  const values = latest?.checkpoint.channel_values as { turns: number };
  expect(values.turns).toBeGreaterThanOrEqual(turns);
  let seen = 0;
  for await (const { checkpoint, metadata, parentConfig } of saver.list(config)) {
    seen++;
    // A channel that has a version has its value; those that only trigger nodes have none when they were used.
    const { turns: count = 0, notes = [] } = checkpoint.channel_values as {
      turns?: number;
      notes?: string[];
    };
    expect(notes.length === count || notes.length === count - 1).toBe(true);
    expect(metadata?.step).toBeTypeOf("number");
    if (parentConfig !== undefined) expect(await saver.getTuple(parentConfig)).toBeDefined();
  }
  expect(seen).toBeGreaterThan(turns * 3);

  const memories = await new OctavecStore({ client, namespace }).search(["turns"], { limit: 1_000 });
  expect(memories.length).toBeGreaterThanOrEqual(turns);
  for (const { key, value } of memories) expect(value).toEqual({ turn: Number(key) });
});
