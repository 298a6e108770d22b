import { expect, it } from "vitest";
import { acquireLease } from "../../../../src/cache/answer/lease/answer-lease.js";
import { assembleParts } from "../../../../src/cache/cache-parts.js";
import { OctavecError } from "../../../../src/errors/index.js";
import type { Reply } from "../../../../src/executor.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";

const ENTRY = "e".repeat(43);

function partsWith(answer: (call: number) => Reply | OctavecError) {
  let calls = 0;
  const executor = new ScriptedExecutor(() => answer(calls++));
  return { executor, parts: assembleParts({ client: { executor }, namespace: "n", tenant: "t" }) };
}

it("the leader learns its fence, and the event from which on invalidations refuse its answer", async () => {
  const { parts } = partsWith(() => ["lead", "17", "3", "5-0"]);
  const word = await acquireLease(parts, ENTRY, undefined, {});
  expect(word).toMatchObject({ status: "lead", askedAt: { generation: "3", since: "5-0" } });
  if (word.status !== "lead") throw new Error("not the leader");
  expect(word.lease.fence).toBe("17");
  word.lease.end("stored");
});

it("a lease that Redis may have given before the reply was lost is given back, so that nobody waits for it", async () => {
  const { parts, executor } = partsWith((call) =>
    call === 0 ? new OctavecError("TIMEOUT", "no answer") : 1,
  );
  await expect(acquireLease(parts, ENTRY, undefined, {})).rejects.toMatchObject({ code: "TIMEOUT" });
  await expect.poll(() => executor.sent.length).toBe(2);
  const [asked, given] = executor.sent.map((step) => ("transaction" in step ? [] : step));
  const holder = asked?.[5];
  expect(holder).toMatch(/^[0-9a-f-]{36}$/);
  // Entry, generation, holder, 0 ms from now on, no word.
  expect(given?.slice(4)).toEqual([ENTRY, "0", holder, "0", ""]);
});

it("a lease ends once: later calls of end() have no effect", async () => {
  const { parts, executor } = partsWith((call) => (call === 0 ? ["lead", "17", "0", "0-0"] : 1));
  const word = await acquireLease(parts, ENTRY, undefined, {});
  if (word.status !== "lead") throw new Error("not the leader");
  word.lease.end("skip");
  word.lease.end("vacant");
  await parts.background.close();
  expect(executor.sent).toHaveLength(2);
});
