import { expect, test } from "vitest";
import { Gate } from "../../../src/topology/nodes/gate.js";

test("those who wait get the value that comes, and those who come after a change the new one", async () => {
  const gate = new Gate<{ name: string }>();
  const early = gate.opened;
  const [a, b] = [{ name: "a" }, { name: "b" }];
  gate.open(a);
  expect([gate.value, await early, await gate.opened]).toEqual([a, a, a]);
  gate.open(b);
  expect([gate.value, await gate.opened]).toEqual([b, b]);
  gate.shut();
  expect(gate.value).toBeUndefined();
  const late = gate.opened;
  gate.open(a);
  expect(await late).toBe(a);
});

test("the end sends away who waits and who comes later, and nobody need be there", async () => {
  const gate = new Gate<string>();
  const waiting = gate.opened;
  gate.end("over");
  await expect(waiting).rejects.toBe("over");
  await expect(gate.opened).rejects.toBe("over");
  new Gate<string>().end("nobody listens");
});
