/**
 * A program that runs a graph of LangGraph, turn after turn, until it is killed. It keeps checkpoints and memories in Redis, and prints
 * a line of JSON for each turn that has ended. Its argument is JSON.
 */
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import { OctavecSaver, OctavecStore } from "../../../src/adapters/langgraph/index.js";
import { connect } from "../../../src/index.js";

const { url, namespace } = JSON.parse(process.argv[2] ?? "");
const client = await connect({ url, minConnections: 2 });
const State = Annotation.Root({
  turns: Annotation<number>({ reducer: (now, next) => now + next, default: () => 0 }),
  notes: Annotation<string[]>({ reducer: (now, next) => [...now, ...next], default: () => [] }),
});
const graph = new StateGraph(State)
  .addNode("count", () => ({ turns: 1 }))
  .addNode("note", async ({ turns }, { store }) => {
    await store?.put(["turns"], String(turns), { turn: turns });
    return { notes: [`turn ${turns}`] };
  })
  .addEdge(START, "count")
  .addEdge("count", "note")
  .addEdge("note", END)
  .compile({
    checkpointer: new OctavecSaver({ client, namespace }),
    store: new OctavecStore({ client, namespace }),
  });
for (;;) {
  const { turns } = await graph.invoke({}, { configurable: { thread_id: "1" } });
  process.stdout.write(`${JSON.stringify({ turns })}\n`);
}
