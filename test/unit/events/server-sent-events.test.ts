import { expect, test } from "vitest";
import { toServerSentEvents } from "../../../src/events/server-sent-events.js";
import type { StreamEvent } from "../../../src/events/stream-event.js";
import { compareIds } from "../../../src/events/stream-event.js";
import { collect } from "../../helpers/collect.js";

async function* given(...events: Partial<StreamEvent>[]): AsyncGenerator<StreamEvent> {
  for (const event of events) yield { id: "1-0", type: "step", data: null, ...event };
}

test("a frame has the id, the type, and the data line by line", async () => {
  const events = given(
    { id: "1-0", data: { text: "one\ntwo" } },
    { id: "2-0", type: "text", data: "a\nb\r\nc\rd\n" },
    { id: "3-0", type: "end", data: null },
  );
  expect(await collect(toServerSentEvents(events, { retryMs: 250 }))).toEqual([
    "retry: 250\n\n",
    'id: 1-0\nevent: step\ndata: {"text":"one\\ntwo"}\n\n',
    "id: 2-0\nevent: text\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n",
    "id: 3-0\nevent: end\ndata: null\n\n",
  ]);
});

test("comments come while there is no event, and no event is lost for them", async () => {
  let publish: (event: StreamEvent) => void = () => {};
  const later = new Promise<StreamEvent>((resolve) => {
    publish = resolve;
  });
  const events = (async function* () {
    yield await later;
  })();
  const frames = toServerSentEvents(events, { heartbeatMs: 10 })[Symbol.asyncIterator]();
  const next = async () => (await frames.next()).value;
  expect(await next()).toBe("retry: 1000\n\n");
  expect([await next(), await next()]).toEqual([": still here\n\n", ": still here\n\n"]);
  publish({ id: "1-0", type: "step", data: 1 });
  await expect.poll(next).toBe("id: 1-0\nevent: step\ndata: 1\n\n");
  expect(await frames.next()).toEqual({ done: true, value: undefined });
});

test("whoever leaves between two frames ends the events too, without waiting for one", async () => {
  let isLeft = false;
  const events: AsyncIterable<StreamEvent> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: async () => {
        isLeft = true;
        return { done: true, value: undefined };
      },
    }),
  };
  for await (const frame of toServerSentEvents(events, { heartbeatMs: 10 })) {
    if (frame.startsWith(":")) break;
  }
  expect(isLeft).toBe(true);
});

test("an id or a type that would break out of its line is refused", async () => {
  const coded = expect.objectContaining({ code: "INVALID_ARGUMENT" });
  await expect(collect(toServerSentEvents(given({ id: "1\ndata: x" })))).rejects.toEqual(coded);
  await expect(collect(toServerSentEvents(given({ type: "a\rb" })))).rejects.toEqual(coded);
  expect(() => toServerSentEvents(given(), { heartbeatMs: 1 })).toThrow("heartbeatMs");
});

test("ids are compared as two numbers of 64 bits", () => {
  const ids = [
    "0-1",
    "2-0",
    "10-0",
    "10-9",
    "10-10",
    "1700000000000-0",
    "18446744073709551615-18446744073709551615",
  ];
  const shuffled = [...ids].sort();
  expect(shuffled).not.toEqual(ids);
  expect(shuffled.sort(compareIds)).toEqual(ids);
  expect(compareIds("5-3", "5-3")).toBe(0);
});
