import fc from "fast-check";
import { expect, it } from "vitest";
import type { Wire } from "../../../src/connection/wire.js";
import { WireSet } from "../../../src/connection/wire-set.js";

type State = Pick<Wire, "shared" | "inFlight" | "silentMs">;

function setOf(states: readonly State[]): WireSet {
  const wires = new WireSet();
  for (const state of states) wires.add(state as Wire);
  return wires;
}

const READY: State = { shared: true, inFlight: 0, silentMs: 0 };

it("commands share the oldest connection until eight are under way there, then the next one", () => {
  const first = { ...READY, inFlight: 7 };
  const second = { ...READY };
  const wires = setOf([first, second]);
  expect(wires.next()).toBe(first);
  first.inFlight = 8;
  expect(wires.next()).toBe(second);
  second.inFlight = 8;
  first.inFlight = 9;
  expect(wires.next()).toBe(second);
});

it("a connection that owes a reply for long is left alone while another one is free", () => {
  const silent = { ...READY, inFlight: 1, silentMs: 50 };
  const idle = { ...READY };
  expect(setOf([silent, idle]).next()).toBe(idle);
  expect(setOf([silent]).next()).toBe(silent);
});

it("whatever the connections are like, one that takes shared commands is found if there is one", () => {
  const state = fc.record({
    shared: fc.boolean(),
    inFlight: fc.integer({ min: 0, max: 40 }),
    silentMs: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(state, { maxLength: 6 }), (states) => {
      const found = setOf(states).next();
      expect(found?.shared ?? false).toBe(states.some(({ shared }) => shared));
    }),
  );
});
