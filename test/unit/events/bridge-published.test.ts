import { expect, test } from "vitest";
import { bridgePublished, type NewEvent } from "../../../src/events/index.js";
import { codeOf } from "../../helpers/outcome.js";

/** A subscriber whose messages the test publishes, and a stream that stores when the test says so. */
function setUp(fails: (data: unknown) => boolean = () => false) {
  const listeners = new Map<string, (message: string) => void>();
  const stored: string[] = [];
  const errors: unknown[] = [];
  let release = () => {};
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });
  const events = {
    async publish(channel: string, { type, data }: NewEvent) {
      await opened;
      if (fails(data)) throw new Error("not stored");
      stored.push(`${channel} ${type} ${data}`);
      return "1-0";
    },
    async end(channel: string) {
      await opened;
      stored.push(`${channel} end`);
      return "2-0";
    },
  };
  const subscriber = {
    subscribe: async (channel: string, listener: (message: string) => void) =>
      listeners.set(channel, listener),
    unsubscribe: async (channel: string) => listeners.delete(channel),
  };
  const bridge = (eventOf?: (message: string) => NewEvent | "end" | undefined) =>
    bridgePublished(events, subscriber, {
      ...{ from: "old", to: "new", eventOf },
      onError: (error) => errors.push(error),
    });
  return { bridge, stored, errors, release, publish: (message: string) => listeners.get("old")?.(message) };
}

test("messages are stored in their order as text, and disposal waits for those that were received", async () => {
  const { bridge, stored, errors, release, publish } = setUp();
  const running = await bridge();
  for (const message of ["a", "b", "c"]) publish(message);
  const ended = running[Symbol.asyncDispose]();
  release();
  await ended;
  publish("d");
  expect(stored).toEqual(["new message a", "new message b", "new message c"]);
  expect(errors).toEqual([]);
});

test("a message may become the end or nothing", async () => {
  const { bridge, stored, release, publish } = setUp();
  const running = await bridge((message) =>
    message === "DONE" ? "end" : message === "" ? undefined : { type: "step", data: message },
  );
  release();
  for (const message of ["1", "", "DONE"]) publish(message);
  await running[Symbol.asyncDispose]();
  expect(stored).toEqual(["new step 1", "new end"]);
});

test("a message that cannot be read or stored is reported, and the next ones are stored", async () => {
  const { bridge, stored, errors, release, publish } = setUp((data) => data === 2);
  const running = await bridge((message) => ({ type: "step", data: JSON.parse(message) }));
  release();
  for (const message of ["1", "2", "no JSON", "3"]) publish(message);
  await running[Symbol.asyncDispose]();
  expect(stored).toEqual(["new step 1", "new step 3"]);
  expect(errors).toEqual([new Error("not stored"), expect.any(SyntaxError)]);
});

test("messages that come faster than they are stored are left out one by one, and each is reported", async () => {
  const { bridge, stored, errors, release, publish } = setUp();
  const running = await bridge();
  for (let n = 0; n < 1_003; n++) publish(String(n));
  release();
  await running[Symbol.asyncDispose]();
  expect(stored).toHaveLength(1_000);
  expect(await Promise.all(errors.map((error) => codeOf(Promise.reject(error))))).toEqual([
    "POOL_OVERLOADED",
    "POOL_OVERLOADED",
    "POOL_OVERLOADED",
  ]);
});
