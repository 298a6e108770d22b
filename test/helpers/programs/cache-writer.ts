/**
 * A process that writes to a cache as fast as it can: `cache-writer.ts <url> <namespace> <name> <options as JSON> <count>`.
 * Prints how many answers were stored.
 */
import { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { connect } from "../../../src/index.js";

const [url = "", namespace = "", name = "", options = "{}", count = "0"] = process.argv.slice(2);
const client = await connect({ url, minConnections: 1 });
const cache = new SemanticCache({
  client,
  embedder: createTestEmbedder({ dimension: 32 }),
  tenant: "acme",
  namespace,
  timeoutMs: 30_000,
  memory: false,
  ...JSON.parse(options),
});
let stored = 0;
const CALLERS = 4;
await Promise.all(
  Array.from({ length: CALLERS }, async (_, caller) => {
    for (let index = caller; index < Number(count); index += CALLERS) {
      // Some questions are everybody's: entries are replaced, too.
      const prompt = index % 3 === 0 ? `everybody asks ${index}` : `${name} asks ${index}`;
      const response = "an answer ".repeat(1 + ((index * 7) % 60));
      const result = await cache.store({ prompt, response, tags: index % 2 === 0 ? ["even"] : [] });
      if (result.stored) stored++;
    }
  }),
);
await cache.close();
await client.close();
console.log(stored);
