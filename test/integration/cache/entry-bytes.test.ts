import { expect, it } from "vitest";
import { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { NO_SWEEP } from "../../helpers/cache.js";
import { countsOf, tenantKeys } from "../../helpers/cache-keys.js";
import { openClient } from "../../helpers/collection.js";
import { seededRandom } from "../../helpers/seeded-vectors.js";
import { startedRedis } from "../../helpers/started-redis.js";

const ENTRIES = 800;
/** The first run is not measured: it also fills buffers and tables that a server has once. */
const DIMENSIONS = [128, 128, 512, 1536];

it("the estimated bytes of entries are within 5 % of the growth of the server's memory", async () => {
  const redis = await startedRedis();
  const client = await openClient(redis.url);
  const random = seededRandom(5);
  // Without the connections: more of them are opened when the server is slow to answer.
  const used = async () => {
    const info = String(await client.sendCommand(["INFO", "memory"]));
    const figure = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1]);
    return figure("used_memory") - figure("mem_clients_normal");
  };
  for (const [run, dimension] of DIMENSIONS.entries()) {
    const namespace = `bytes-${run}`;
    const embed = async (texts: readonly string[]) =>
      texts.map(() => Float32Array.from({ length: dimension }, () => random() - 0.5));
    const embedder = { model: "random", dimension, embed };
    const cache = new SemanticCache(
      {
        client,
        embedder,
        namespace,
        tenant: "acme",
        memory: false,
        index: { efConstruction: 20 },
        timeoutMs: 5_000,
      },
      NO_SWEEP,
    );
    // What there is once for a tenant.
    await cache.store({ prompt: "the first", response: "An answer." });
    const [before, first] = [await used(), (await countsOf(client, tenantKeys(namespace))).bytes];
    for (let index = 0; index < ENTRIES; index++) {
      const response = "an answer ".repeat(20 + Math.floor(random() * 80));
      await cache.store({ prompt: `how do I reset password number ${index}`, response });
    }
    const grown = (await used()) - before;
    const counted = (await countsOf(client, tenantKeys(namespace))).bytes - first;
    if (run > 0) expect(Math.abs(counted / grown - 1), `dimension ${dimension}`).toBeLessThan(0.05);
    await cache.close();
  }
});
