import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { EventStream } from "../../../src/events/event-stream.js";
import { createSseHandler } from "../../../src/events/server-sent-events.js";
import type { StreamEvent } from "../../../src/events/stream-event.js";
import type { VectorClient } from "../../../src/index.js";
import { collect } from "../../helpers/collect.js";
import { openClient } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const namespaces = new WeakMap<EventStream, string>();

function openStream(client: VectorClient, options: object = {}): EventStream {
  const namespace = uniquePrefix("events");
  const stream = new EventStream({ client, namespace, ...options });
  namespaces.set(stream, namespace);
  onTestFinished(() => stream.close());
  return stream;
}

function namespaceOf(stream: EventStream): string {
  return namespaces.get(stream) ?? "";
}

const dataOf = (events: readonly StreamEvent[]) => events.map(({ data }) => data);

/** Reads in the background; what has come so far can be looked at. */
function watch(events: AsyncIterable<StreamEvent>) {
  const seen: StreamEvent[] = [];
  const done = (async () => {
    for await (const event of events) seen.push(event);
  })();
  done.catch(() => {});
  return { seen, done };
}

async function leasedOf(client: VectorClient): Promise<number> {
  const { nodes } = await client.health();
  return nodes.reduce((sum, { pool }) => sum + (pool?.leased ?? 0), 0);
}

onEachServer(({ url }) => {
  test("a channel gives what is there and what comes, in order, until its end", async () => {
    const client = await openClient(url);
    const stream = openStream(client);
    const ids = [await stream.publish("a", { type: "step", data: { n: 0 } })];
    const { seen, done } = watch(stream.read("a"));
    for (let n = 1; n <= 250; n++) ids.push(await stream.publish("a", { type: "step", data: { n } }));
    ids.push(await stream.publish("a", { type: "summary" }));
    ids.push(await stream.end("a"));
    await done;
    expect(seen.map(({ id }) => id)).toEqual(ids);
    expect(seen.slice(0, 2)).toEqual([
      { id: ids[0], type: "step", data: { n: 0 } },
      { id: ids[1], type: "step", data: { n: 1 } },
    ]);
    expect(seen.slice(-2).map(({ type, data }) => [type, data])).toEqual([
      ["summary", null],
      ["end", null],
    ]);
    await expect.poll(() => leasedOf(client)).toBe(0);
  });

  test("a reader that comes back gets what it has not had, and nothing after the end", async () => {
    const stream = openStream(await openClient(url));
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(await stream.publish("a", { type: "step", data: n }));
    const last = await stream.end("a");
    expect(dataOf(await collect(stream.read("a", { lastEventId: ids[2] })))).toEqual([3, 4, null]);
    expect(await collect(stream.read("a", { lastEventId: last }))).toEqual([]);
    expect([await stream.isEnd("a", last), await stream.isEnd("a", ids[4]!)]).toEqual([true, false]);
  });

  test("forty readers of twenty channels share one connection", async () => {
    const client = await openClient(url);
    const stream = openStream(client);
    const publisher = await openClient(url);
    const channels = Array.from({ length: 40 }, (_, index) => `channel-${index % 20}`);
    const readers = channels.map((channel) => watch(stream.read(channel)));
    await expect.poll(() => leasedOf(client)).toBe(1);
    const other = new EventStream({ client: publisher, namespace: namespaceOf(stream) });
    for (let n = 0; n < 5; n++) {
      await Promise.all(
        channels.slice(0, 20).map((channel) => other.publish(channel, { type: channel, data: n })),
      );
      await expect.poll(() => readers.every(({ seen }) => seen.length === n + 1)).toBe(true);
      expect(await leasedOf(client)).toBe(1);
    }
    for (const [index, { seen }] of readers.entries()) {
      expect(seen.map(({ type, data }) => [type, data])).toEqual(
        Array.from({ length: 5 }, (_, n) => [channels[index], n]),
      );
    }
    await stream.close();
    await Promise.all(readers.map(({ done }) => done));
    expect(await leasedOf(client)).toBe(0);
  });

  test("events that were dropped before they were read are a gap, and only those", async () => {
    const stream = openStream(await openClient(url), { maxLength: 3 });
    const ids: string[] = [];
    for (let n = 0; n < 10; n++) ids.push(await stream.publish("a", { type: "step", data: n }));
    await stream.end("a");
    const resumed = await collect(stream.read("a", { lastEventId: ids[2] }));
    const gap = { id: ids[2], type: "gap", data: { after: ids[2], resumedAt: ids[8] } };
    expect(resumed[0]).toEqual(gap);
    expect(dataOf(resumed.slice(1))).toEqual([8, 9, null]);
    expect(dataOf(await collect(stream.read("a", { lastEventId: ids[8] })))).toEqual([9, null]);
    expect(dataOf(await collect(stream.read("a")))).toEqual([8, 9, null]);
  });

  test("a channel that is no more is a gap, and what begins after it is read", async () => {
    const client = await openClient(url);
    const stream = openStream(client, { ttlMs: 1_000 });
    const id = await stream.publish("a", { type: "step", data: "old" });
    await expect
      .poll(
        () =>
          stream.isEnd("a", id).then(() => client.sendCommand(["KEYS", `{${namespaceOf(stream)}:events}:a`])),
        { timeout: 5_000 },
      )
      .toEqual([]);
    const { seen, done } = watch(stream.read("a", { lastEventId: id }));
    await expect.poll(() => seen.length).toBe(1);
    await stream.publish("a", { type: "step", data: "new" });
    await stream.end("a");
    await done;
    expect(dataOf(seen)).toEqual([{ after: id, resumedAt: null }, "new", null]);
  });

  test("leaving the loop ends the reading, an abort rejects with its reason, and the connection goes back", async () => {
    const client = await openClient(url);
    const stream = openStream(client);
    await stream.publish("a", { type: "step" });
    const iterator = stream.read("a")[Symbol.asyncIterator]();
    await iterator.next();
    const waiting = iterator.next();
    expect(await iterator.return?.()).toMatchObject({ done: true });
    expect(await waiting).toMatchObject({ done: true });
    for await (const { type } of stream.read("a")) {
      expect(type).toBe("step");
      break;
    }
    const controller = new AbortController();
    const { seen, done } = watch(stream.read("a", { signal: controller.signal }));
    await expect.poll(() => seen.length).toBe(1);
    await expect.poll(() => leasedOf(client)).toBe(1);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(done).rejects.toBe(reason);
    await expect.poll(() => leasedOf(client)).toBe(0);
  });

  test("a blocked read that the server sends away goes on", async () => {
    const clientName = uniquePrefix("blocked");
    const client = await openClient(url, { clientName });
    const stream = openStream(client);
    const { seen, done } = watch(stream.read("a"));
    const blocked = async () => {
      const clients = String(await client.sendCommand(["CLIENT", "LIST"])).split("\n");
      return clients.filter((line) => line.includes(` name=${clientName} `) && / flags=b/.test(line));
    };
    await expect.poll(async () => (await blocked()).length).toBeGreaterThan(0);
    for (const line of await blocked()) {
      await client.sendCommand(["CLIENT", "UNBLOCK", /^id=(\d+)/.exec(line)?.[1] ?? "", "ERROR"]);
    }
    await stream.publish("a", { type: "step", data: 1 });
    await stream.end("a");
    await done;
    expect(dataOf(seen)).toEqual([1, null]);
  });

  test("what cannot be an event, a channel or an id is refused before anything is sent", async () => {
    const stream = openStream(await openClient(url));
    const cyclic: Record<string, unknown> = {};
    for (const work of [
      stream.publish("a b", { type: "step" }),
      stream.publish("a", { type: "end" }),
      stream.publish("a", { type: "gap" }),
      stream.publish("a", { type: "line\nend" }),
      stream.publish("a", { type: "step", data: () => cyclic }),
      stream.publish("a", { type: "step", data: "x".repeat(1_048_576) }),
      stream.isEnd("a", "$"),
    ]) {
      expect(await codeOf(work)).toBe("INVALID_ARGUMENT");
    }
    expect(() => stream.read("a", { lastEventId: "now" })).toThrow("lastEventId");
  });

  test("a key that holds something else ends the reading with what it is", async () => {
    const client = await openClient(url);
    const stream = openStream(client);
    await client.sendCommand(["SET", `{${namespaceOf(stream)}:events}:a`, "text"]);
    await client.sendCommand(["XADD", `{${namespaceOf(stream)}:events}:b`, "*", "f", "v"]);
    expect(await codeOf(collect(stream.read("a")))).toBe("WRONG_TYPE");
    expect(await codeOf(collect(stream.read("b")))).toBe("UNEXPECTED_REPLY");
  });

  test("over HTTP, a browser that was cut off goes on where it was, and is stopped after the end", async () => {
    const stream = openStream(await openClient(url));
    const base = await serve(stream);
    const path = `${base}/progress/job-1`;
    const first = await openSse(path);
    expect(first.response.status).toBe(200);
    expect(first.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    await stream.publish("job-1", { type: "step", data: "one\ntwo" });
    await stream.publish("job-1", { type: "step", data: { done: 0.5 } });
    await first.until(2);
    const lastEventId = first.frames().at(-1)?.id ?? "";
    first.cut();
    await stream.publish("job-1", { type: "step", data: 3 });
    const end = await stream.end("job-1");
    const second = await openSse(path, lastEventId);
    await second.closed;
    expect([...first.frames(), ...second.frames()].map(({ event, data }) => [event, data])).toEqual([
      ["step", "one\ntwo"],
      ["step", '{"done":0.5}'],
      ["step", "3"],
      ["end", "null"],
    ]);
    expect((await openSse(path, end)).response.status).toBe(204);
    expect((await openSse(`${base}/elsewhere`)).response.status).toBe(404);
    expect((await openSse(`${base}/progress/%20`)).response.status).toBe(400);
  });
});

describe("a server that goes away", () => {
  test("killed and started again with its data, a reader has every event once", async () => {
    const redis = await startedRedis("--appendonly", "yes", "--appendfsync", "always");
    const client = await openClient(redis.url);
    const stream = openStream(client);
    const { seen, done } = watch(stream.read("a"));
    const published: string[] = [];
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 20; n++) published.push(await stream.publish("a", { type: "step", data: n }));
      await redis.kill();
      await redis.restart();
      // The first call may still meet the broken connections.
      await expect.poll(() => codeOf(client.sendCommand(["PING"])), { timeout: 10_000 }).toBe("resolved");
    }
    published.push(await stream.end("a"));
    await done;
    expect(seen.map(({ id }) => id)).toEqual(published);
  });

  test("back without its data, a reader is told of the gap and goes on", async () => {
    const redis = await startedRedis();
    const client = await openClient(redis.url);
    const stream = openStream(client);
    const { seen, done } = watch(stream.read("a"));
    const id = await stream.publish("a", { type: "step", data: "before" });
    await expect.poll(() => seen.length).toBe(1);
    await redis.kill();
    await redis.restart();
    await expect.poll(() => codeOf(client.sendCommand(["PING"])), { timeout: 10_000 }).toBe("resolved");
    await stream.publish("a", { type: "step", data: "after" });
    await stream.end("a");
    await done;
    expect(seen.map(({ type }) => type)).toEqual(["step", "gap", "step", "end"]);
    expect(seen[1]?.data).toMatchObject({ after: id });
    expect(seen[2]?.data).toBe("after");
  });

  test.each(["kill", "pause"] as const)(
    "close ends all reading also after a %s of the server",
    async (blow) => {
      const redis = await startedRedis();
      const client = await openClient(redis.url, { closeTimeoutMs: 1 });
      const stream = openStream(client);
      const { done } = watch(stream.read("a"));
      await expect.poll(() => leasedOf(client)).toBe(1);
      await redis[blow]();
      await stream.close();
      await done;
    },
  );

  test("a client that is closed ends the reading with that", async () => {
    const redis = await startedRedis();
    const client = await openClient(redis.url, { closeTimeoutMs: 1 });
    const stream = openStream(client);
    const { done } = watch(stream.read("a"));
    await expect.poll(() => leasedOf(client)).toBe(1);
    await client.close();
    expect(await codeOf(done)).toBe("POOL_CLOSED");
  });
});

async function serve(stream: EventStream): Promise<string> {
  const handle = createSseHandler(stream, {
    channelOf: ({ url = "" }) => {
      const name = /^\/progress\/(.+)$/.exec(url)?.[1];
      return name && decodeURIComponent(name);
    },
    heartbeatMs: 20,
  });
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Frame {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** A browser's part, as far as these tests need it. */
async function openSse(url: string, lastEventId?: string) {
  const controller = new AbortController();
  const headers: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
  const response = await fetch(url, { headers, signal: controller.signal });
  let text = "";
  const closed = (async () => {
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? []) text += decoder.decode(piece, { stream: true });
  })();
  closed.catch(() => {});
  const frames = (): Frame[] =>
    text
      .split("\n\n")
      .slice(0, -1)
      .filter((block) => block.includes("\ndata:"))
      .map((block) => {
        const fields = block.split("\n").map((line) => /^(\w+): (.*)$/.exec(line)?.slice(1) ?? []);
        const valuesOf = (name: string) =>
          fields.filter(([field]) => field === name).map(([, value]) => value);
        return {
          id: valuesOf("id").join(),
          event: valuesOf("event").join(),
          data: valuesOf("data").join("\n"),
        };
      });
  return {
    response,
    closed,
    frames,
    until: (count: number) => expect.poll(() => frames().length, { timeout: 10_000 }).toBe(count),
    cut: () => controller.abort(),
  };
}
