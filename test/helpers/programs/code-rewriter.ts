/**
 * A process that fills an int8 collection and rewrites its codes slowly: it prints a line before each step of the rewriting.
 * Argument: `{ url, namespace, dimension, count }`.
 */
import { connect, type Executor } from "../../../src/index.js";
import { seededVectors } from "../seeded-vectors.js";

const { url, namespace, dimension, count } = JSON.parse(process.argv[2] ?? "{}");
const client = await connect({ url, minConnections: 1 });
const slow = (inner: Executor): Executor => ({
  capabilities: inner.capabilities,
  pipeline: (steps, options) => inner.pipeline(steps, options),
  send: async (command, options) => {
    if (command[0] !== "HSCAN") return inner.send(command, options);
    console.log(JSON.stringify({ step: String(command[2]) }));
    const reply = await inner.send(command, options);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return reply;
  },
});
const docs = client
  .repository({ namespace, collection: "test", dimension, quantization: "bin", precision: "int8" })
  .through(slow);
await docs.upsertMany(seededVectors(count, dimension, 1).map((vector, id) => ({ id: String(id), vector })));
// Until it is killed.
setInterval(() => {}, 1_000);
