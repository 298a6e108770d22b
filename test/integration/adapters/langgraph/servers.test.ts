import { Annotation, Command, END, interrupt, START, StateGraph } from "@langchain/langgraph";
import { expect, onTestFinished, test } from "vitest";
import { OctavecByteStore, OctavecEmbeddings } from "../../../../src/adapters/langchain/index.js";
import { OctavecNodeCache, OctavecSaver, OctavecStore } from "../../../../src/adapters/langgraph/index.js";
import { createTestEmbedder } from "../../../../src/embedding/index.js";
import { type ConnectOptions, connect } from "../../../../src/index.js";
import { startedCluster } from "../../../helpers/cluster.js";
import { onEachServer } from "../../../helpers/servers.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";

const DIMENSION = 64;

/** Everything that is kept for a graph, once written and read. */
async function runEverything(options: ConnectOptions): Promise<void> {
  const client = await connect({ minConnections: 1, ...options });
  onTestFinished(() => client.close());
  const place = { client, namespace: uniquePrefix("servers") };
  const embeddings = new OctavecEmbeddings({ embedder: createTestEmbedder({ dimension: DIMENSION }) });
  const store = new OctavecStore({ ...place, index: { dims: DIMENSION, embeddings, fields: ["text"] } });
  const checkpointer = new OctavecSaver({ ...place, ttlMs: 1_000_000, refreshOnRead: true });
  const State = Annotation.Root({ answer: Annotation<string>, runs: Annotation<number> });
  let runs = 0;
  const graph = new StateGraph(State)
    .addNode("slow", () => ({ runs: ++runs }), { cachePolicy: { ttl: 60 } })
    .addNode("ask", () => ({ answer: interrupt("well?") as string }))
    .addEdge(START, "slow")
    .addEdge("slow", "ask")
    .addEdge("ask", END)
    .compile({ checkpointer, store, cache: new OctavecNodeCache(place) });
  const threads = Array.from({ length: 6 }, (_, n) => ({ configurable: { thread_id: `thread ${n}` } }));
  for (const thread of threads) {
    await graph.invoke({}, thread);
    const done = await graph.invoke(new Command({ resume: `yes ${thread.configurable.thread_id}` }), thread);
    expect(done).toEqual({ answer: `yes ${thread.configurable.thread_id}`, runs: 1 });
  }
  const listed = new Set<string>();
  for await (const { config } of checkpointer.list({})) listed.add(config.configurable?.thread_id);
  expect(listed.size).toBe(6);
  for (const { configurable } of threads) await checkpointer.deleteThread(configurable.thread_id);
  expect(await checkpointer.getTuple(threads[0]!)).toBeUndefined();

  for (let n = 0; n < 40; n++) {
    await store.put(["users", String(n % 4)], String(n), {
      text: `memory number ${n}`,
      n,
      even: n % 2 === 0,
    });
  }
  const query = "memory number 7";
  const [best] = await store.search(["users"], { query });
  expect(best).toMatchObject({ key: "7", score: expect.closeTo(1, 2) });
  const odd = await store.search(["users"], { query, filter: { even: false, n: { $lt: 4 } } });
  expect(odd.map(({ key }) => key).sort()).toEqual(["1", "3"]);
  expect(await store.search(["users", "3"], { limit: 100 })).toHaveLength(10);
  await store.delete(["users", "3"], "7");
  expect((await store.search(["users"], { query })).map(({ key }) => key)).not.toContain("7");

  const bytes = new OctavecByteStore({ ...place, ttlMs: 60_000 });
  await bytes.mset([["a", Uint8Array.of(1)]]);
  expect(await bytes.mget(["a", "b"])).toEqual([Uint8Array.of(1), undefined]);
}

onEachServer(({ url }) => {
  test("a graph runs with saver, store and cache", () => runEverything({ url }));
});

test("a graph runs with saver, store and cache on a cluster, where threads are on several nodes", async () => {
  const cluster = await startedCluster();
  await runEverything({ url: cluster.nodes[0]!.url, cluster: true });
});
