import { connect } from "octavec";
import { createTestEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const embedder = createTestEmbedder({ dimension: 128 });

// #region readme
import { Annotation, Command, END, interrupt, START, StateGraph } from "@langchain/langgraph";
import { OctavecEmbeddings } from "octavec/langchain";
import { OctavecNodeCache, OctavecSaver, OctavecStore } from "octavec/langgraph";

const place = { client, namespace: "assistant", tenant: "acme" };
const checkpointer = new OctavecSaver({ ...place, ttlMs: 86_400_000 }); // threads live a day after their last step
const store = new OctavecStore({
  ...place,
  index: { dims: 128, embeddings: new OctavecEmbeddings({ embedder }), fields: ["text"] },
});
const cache = new OctavecNodeCache(place);

const State = Annotation.Root({
  question: Annotation<string>,
  facts: Annotation<string>,
  sent: Annotation<string>,
});
const graph = new StateGraph(State)
  .addNode("recall", async ({ question }, { store: memories }) => {
    const found = await memories?.search(["users", "42"], { query: question, limit: 1 });
    return { facts: String(found?.[0]?.value.text) };
  })
  .addNode("approve", ({ facts }) => ({ sent: `${interrupt(`Send “${facts}”?`)}: ${facts}` }))
  .addEdge(START, "recall")
  .addEdge("recall", "approve")
  .addEdge("approve", END)
  .compile({ checkpointer, store, cache });

await store.put(["users", "42"], "drink", { text: "drinks green tea" });
await store.put(["users", "42"], "train", { text: "takes the train" });
const thread = { configurable: { thread_id: "7" } };
await graph.invoke({ question: "which tea does she drink" }, thread); // it waits for a person now
console.log((await graph.getState(thread)).next);
// [ 'approve' ]
const { sent } = await graph.invoke(new Command({ resume: "approved" }), thread); // here or in another process
console.log(sent);
// approved: drinks green tea
await checkpointer.deleteThread("7");
console.log((await graph.getState(thread)).values);
// {}
// #endregion
for (const key of ["drink", "train"]) await store.delete(["users", "42"], key);
