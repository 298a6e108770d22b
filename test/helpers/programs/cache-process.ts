/**
 * One process with a cache of its own. Arguments: the server's URL and the namespace. Over IPC it takes orders and answers
 * each one: look up or store a question, invalidate, or look questions up again and again and tell which answers it got, and
 * when it asked last.
 */
import { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { connect } from "../../../src/index.js";
import { type CacheOrder, monotonicMs, type ServedAnswer } from "../cache-orders.js";

const [url = "", namespace = ""] = process.argv.slice(2);
const client = await connect({ url, commandTimeoutMs: 1_000 });
const cache = new SemanticCache({
  client,
  embedder: createTestEmbedder({ dimension: 32 }),
  namespace,
  tenant: "acme",
  timeoutMs: 300,
  threshold: 0.8,
});

const served = new Map<string, ServedAnswer>();
/** Of the latest order to watch; 0 for none. */
let watching = 0;
let watches = 0;

async function watch(prompts: readonly string[]): Promise<void> {
  const self = ++watches;
  watching = self;
  served.clear();
  while (watching === self) {
    for (const prompt of prompts) {
      const askedAtMs = monotonicMs();
      const found = await cache.lookup({ prompt });
      if (!found.hit) continue;
      const { tier, response } = found;
      served.set(`${tier} ${response}`, { tier, response, askedAtMs });
    }
    // Other work of the process, timers above all, must have its turn.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function obey(order: CacheOrder): Promise<unknown> {
  switch (order.do) {
    case "store":
      return cache.store({ prompt: order.prompt, response: order.response, tags: ["faq"] });
    case "lookup":
      return cache.lookup({ prompt: order.prompt });
    case "invalidate":
      await cache.invalidate(order.target);
      return monotonicMs();
    case "watch":
      void watch(order.prompts);
      return undefined;
    case "served":
      return [...served.values()];
    case "stop":
      watching = 0;
      return [...served.values()];
  }
}

process.on("message", (message: { id: number; order: CacheOrder }) => {
  obey(message.order).then(
    (value) => process.send?.({ id: message.id, value }),
    (error: unknown) => process.send?.({ id: message.id, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.({ id: 0 });
