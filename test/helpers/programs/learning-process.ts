/**
 * A process that asks questions of topics through a cache that learns, as long as it is told to.
 * Argument: JSON of url, namespace, seed, questions. Prints its own figures at the end.
 */
import { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { connect } from "../../../src/index.js";
import { askTopics, learns, PLAIN } from "../topics.js";

const { url, namespace, seed, questions } = JSON.parse(process.argv[2] ?? "{}");
await using client = await connect({ url });
await using cache = new SemanticCache({
  client,
  embedder: createTestEmbedder({ dimension: 128 }),
  namespace,
  tenant: "acme",
  timeoutMs: 5_000,
  ...PLAIN,
  decision: learns(),
});
const { hits, wrong, calls } = await askTopics(cache, { questions, seed });
console.log(JSON.stringify({ hits, wrong, calls }));
