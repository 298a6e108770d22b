import { Annotation, Command, END, interrupt, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { emptyCheckpoint, INTERRUPT } from "@langchain/langgraph-checkpoint";
import { expect, inject, test } from "vitest";
import { OctavecNodeCache, OctavecSaver, OctavecStore } from "../../../../src/adapters/langgraph/index.js";
import { openClient } from "../../../helpers/collection.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";

const State = Annotation.Root({
  steps: Annotation<string[]>({ reducer: (now, next) => [...now, ...next], default: () => [] }),
  answer: Annotation<string>,
});

async function openSaver(options: { namespace?: string; ttlMs?: number } = {}) {
  const client = await openClient(inject("redisUrl"));
  const namespace = uniquePrefix("graph");
  const open = () => new OctavecSaver({ client, namespace, ...options });
  return { client, namespace, saver: open(), another: open };
}

/** Asks a person between two nodes. */
function asking() {
  return new StateGraph(State)
    .addNode("draft", () => ({ steps: ["draft"] }))
    .addNode("ask", () => ({ answer: interrupt("send it?") as string, steps: ["ask"] }))
    .addNode("send", ({ answer }) => ({ steps: [`send ${answer}`] }))
    .addEdge(START, "draft")
    .addEdge("draft", "ask")
    .addEdge("ask", "send")
    .addEdge("send", END);
}

const thread = (id: string) => ({ configurable: { thread_id: id } });

test("a graph that was interrupted goes on in another process, with all that it had", async () => {
  const { saver, namespace } = await openSaver();
  const waiting = await asking()
    .compile({ checkpointer: saver })
    .invoke({ steps: ["begin"] }, thread("1"));
  expect(waiting).toMatchObject({ __interrupt__: [{ value: "send it?" }] });

  const other = new OctavecSaver({ client: await openClient(inject("redisUrl")), namespace });
  const graph = asking().compile({ checkpointer: other });
  const state = await graph.getState(thread("1"));
  expect(state.next).toEqual(["ask"]);
  expect(state.tasks[0]?.interrupts).toMatchObject([{ value: "send it?" }]);
  const done = await graph.invoke(new Command({ resume: "yes" }), thread("1"));
  expect(done).toEqual({ steps: ["begin", "draft", "ask", "send yes"], answer: "yes" });
});

test("the history of a thread is that of LangGraph's own saver, newest first, and can be limited", async () => {
  const { saver } = await openSaver();
  const histories = [];
  for (const checkpointer of [saver, new MemorySaver()]) {
    const graph = asking().compile({ checkpointer });
    await graph.invoke({ steps: ["begin"] }, thread("1"));
    await graph.invoke(new Command({ resume: "no" }), thread("1"));
    const history = [];
    for await (const { values, next, metadata } of graph.getStateHistory(thread("1"))) {
      history.push({ values, next, metadata });
    }
    histories.push(history);
  }
  expect(histories[0]).toHaveLength(5);
  expect(histories[0]).toEqual(histories[1]);
  const tuples = [];
  for await (const tuple of saver.list(thread("1"), { limit: 2, filter: { source: "loop" } })) {
    tuples.push(tuple.metadata?.step);
  }
  expect(tuples).toEqual([3, 2]);
});

test("two branches from one checkpoint keep their own values, though their channels count the same versions", async () => {
  const { saver } = await openSaver();
  const graph = new StateGraph(State)
    .addNode("first", () => ({ steps: ["first"] }))
    .addNode("second", ({ answer }) => ({ steps: [`second ${answer}`] }))
    .addEdge(START, "first")
    .addEdge("first", "second")
    .addEdge("second", END)
    .compile({ checkpointer: saver });
  await graph.invoke({ answer: "a" }, thread("1"));
  const past = [];
  for await (const state of graph.getStateHistory(thread("1"))) past.push(state);
  const { config } = past.find(({ next }) => next[0] === "second")!;

  const ends = [];
  for (const answer of ["b", "c"]) {
    const fork = await graph.updateState(config, { answer });
    expect(await graph.invoke(null, fork)).toEqual({ steps: ["first", `second ${answer}`], answer });
    ends.push((await graph.getState(thread("1"))).config);
  }
  // Read again, not as they came from the run.
  expect((await graph.getState(ends[0]!)).values).toEqual({ steps: ["first", "second b"], answer: "b" });
  expect((await graph.getState(ends[1]!)).values).toEqual({ steps: ["first", "second c"], answer: "c" });
  expect((await graph.getState(past[0]!.config)).values).toEqual({
    steps: ["first", "second a"],
    answer: "a",
  });
  expect(await graph.invoke(null, config)).toEqual({ steps: ["first", "second a"], answer: "a" });
});

test("a node that is done is not run again when another one of the same step has failed", async () => {
  const { saver } = await openSaver();
  const runs: string[] = [];
  const graph = new StateGraph(State)
    .addNode("good", () => {
      runs.push("good");
      return { steps: ["good"] };
    })
    .addNode("bad", () => {
      runs.push("bad");
      if (runs.filter((name) => name === "bad").length === 1) throw new Error("out of luck");
      return { steps: ["bad"] };
    })
    .addEdge(START, "good")
    .addEdge(START, "bad")
    .addEdge("good", END)
    .addEdge("bad", END)
    .compile({ checkpointer: saver });
  await expect(graph.invoke({}, thread("1"))).rejects.toThrow("out of luck");
  const done = await graph.invoke(null, thread("1"));
  expect([...done.steps].sort()).toEqual(["bad", "good"]);
  expect(runs.sort()).toEqual(["bad", "bad", "good"]);
});

test("a write that is there stays, but an interrupt replaces the one before", async () => {
  const { saver } = await openSaver();
  const config = await saver.put(
    thread("1"),
    emptyCheckpoint(),
    { source: "input", step: -1, parents: {} },
    {},
  );
  await saver.putWrites(config, [["a", 1]], "task");
  await saver.putWrites(config, [["a", 2]], "task");
  await saver.putWrites(config, [[INTERRUPT, "first"]], "task");
  await saver.putWrites(config, [[INTERRUPT, "second"]], "task");
  expect((await saver.getTuple(config))?.pendingWrites).toEqual([
    ["task", INTERRUPT, "second"],
    ["task", "a", 1],
  ]);
});

test("a graph within a graph keeps its checkpoints in its own namespace", async () => {
  const { saver } = await openSaver();
  const inner = asking().compile();
  const graph = new StateGraph(State)
    .addNode("inner", inner)
    .addEdge(START, "inner")
    .addEdge("inner", END)
    .compile({ checkpointer: saver });
  await graph.invoke({}, thread("1"));
  const done = await graph.invoke(new Command({ resume: "yes" }), thread("1"));
  expect(done.steps).toContain("send yes");
  const namespaces = new Set<string>();
  for await (const { config } of saver.list(thread("1"))) namespaces.add(config.configurable?.checkpoint_ns);
  expect(namespaces.size).toBe(2);
  expect([...namespaces].some((namespace) => namespace.startsWith("inner:"))).toBe(true);
});

test("a deleted thread leaves no key, and other threads stay", async () => {
  const { client, namespace, saver } = await openSaver();
  const graph = asking().compile({ checkpointer: saver });
  for (const id of ["1", "2", "{odd}:*"]) await graph.invoke({}, thread(id));
  const keysOf = () => client.sendCommand(["KEYS", `*${namespace}*`]) as Promise<string[]>;
  expect(await keysOf()).toHaveLength(3 * 3 + 1);
  await saver.deleteThread("1");
  await saver.deleteThread("{odd}:*");
  await saver.deleteThread("never");
  expect((await keysOf()).sort()).toEqual([
    `{${namespace}:threads:2}:data`,
    `{${namespace}:threads:2}:index`,
    `{${namespace}:threads:2}:writes`,
    `{${namespace}:threads}:names`,
  ]);
  const listed = [];
  for await (const { config } of saver.list({})) listed.push(config.configurable?.thread_id);
  expect(new Set(listed)).toEqual(new Set(["2"]));
  await saver.deleteThread("2");
  expect(await keysOf()).toEqual([]);
});

test("a thread expires as a whole, after its last write or, if that is wanted, its last read", async () => {
  const { client, namespace } = await openSaver();
  const open = (more: object) => new OctavecSaver({ client, namespace, ...more });
  const graph = asking().compile({ checkpointer: open({ ttlMs: 1_000_000 }) });
  await graph.invoke({}, thread("1"));
  const keys = (await client.sendCommand(["KEYS", `{${namespace}:threads:1}:*`])) as string[];
  const ends = async () => {
    const instants = await Promise.all(keys.map((key) => client.sendCommand(["PEXPIRETIME", key])));
    expect(new Set(instants).size).toBe(1);
    return Number(instants[0]);
  };
  expect(keys).toHaveLength(3);
  const first = await ends();
  await open({ ttlMs: 2_000_000 }).getTuple(thread("1"));
  expect(await ends()).toBe(first);
  await open({ ttlMs: 2_000_000, refreshOnRead: true }).getTuple(thread("1"));
  expect((await ends()) - first).toBeGreaterThan(900_000);
  // A saver without a limit keeps what it writes to.
  await asking()
    .compile({ checkpointer: open({}) })
    .invoke(new Command({ resume: "yes" }), thread("1"));
  expect(await ends()).toBe(-1);
  expect(() => open({ refreshOnRead: true })).toThrow("ttlMs");
  expect(() => open({ ttlMinutes: 1 })).toThrow("ttlMinutes");
});

test("an expired thread is in no list, and begins anew", async () => {
  const { client, saver, another, namespace } = await openSaver({ ttlMs: 1_000_000 });
  await asking()
    .compile({ checkpointer: saver })
    .invoke({ steps: ["old"] }, thread("1"));
  for (const key of (await client.sendCommand(["KEYS", `{${namespace}:threads:1}:*`])) as string[]) {
    await client.sendCommand(["PEXPIREAT", key, "1"]);
  }
  expect(await another().getTuple(thread("1"))).toBeUndefined();
  const listed = [];
  for await (const tuple of saver.list({})) listed.push(tuple);
  expect(listed).toEqual([]);
  const state = await asking()
    .compile({ checkpointer: saver })
    .invoke({ steps: ["new"] }, thread("1"));
  expect(state.steps).toEqual(["new", "draft"]);
});

test("a call without a thread, and names that cannot be part of a key, are refused", async () => {
  const { saver } = await openSaver();
  const graph = asking().compile({ checkpointer: saver });
  const refused = { code: "INVALID_ARGUMENT" };
  await expect(saver.putWrites({ configurable: { thread_id: "1" } }, [], "t")).rejects.toMatchObject(refused);
  await expect(graph.invoke({}, thread("a\0b"))).rejects.toMatchObject(refused);
  await expect(graph.invoke({}, thread("\ud800"))).rejects.toMatchObject(refused);
});

test("a graph uses saver, store and node cache together", async () => {
  const { client, namespace, saver } = await openSaver();
  const store = new OctavecStore({ client, namespace });
  let runs = 0;
  const open = (cache: OctavecNodeCache) =>
    new StateGraph(State)
      .addNode("remember", async (_state, { store: memories }) => {
        await memories?.put(["users", "42"], "drink", { text: "tea" });
        return { steps: ["remember"] };
      })
      .addNode("slow", () => ({ steps: [`slow ${++runs}`] }), { cachePolicy: { ttl: 60 } })
      .addNode("recall", async (_state, { store: memories }) => {
        const item = await memories?.get(["users", "42"], "drink");
        return { answer: String(item?.value.text) };
      })
      .addEdge(START, "remember")
      .addEdge("remember", "slow")
      .addEdge("slow", "recall")
      .addEdge("recall", END)
      .compile({ checkpointer: saver, store, cache });
  const graph = open(new OctavecNodeCache({ client, namespace }));
  const first = await graph.invoke({}, thread("1"));
  expect(first).toEqual({ steps: ["remember", "slow 1"], answer: "tea" });
  // In another process: what ran before is not run again.
  expect(await open(new OctavecNodeCache({ client, namespace })).invoke({}, thread("2"))).toEqual(first);
  await graph.clearCache();
  expect((await graph.invoke({}, thread("3"))).steps).toEqual(["remember", "slow 2"]);
});
