import { expect, test } from "vitest";
import { EmbeddingCache } from "../../../src/embedding/cache/embedding-cache.js";
import { EventStream } from "../../../src/events/event-stream.js";
import { RateLimiter } from "../../../src/rate-limit/rate-limiter.js";
import { startedCluster } from "../../helpers/cluster.js";
import { collect } from "../../helpers/collect.js";
import { openClient } from "../../helpers/collection.js";
import { countingEmbedder } from "../../helpers/counting-embedder.js";

test("in a cluster, embeddings are kept, limits are counted and channels are read wherever their slots are", async () => {
  const cluster = await startedCluster();
  const client = await openClient(cluster.nodes[0]!.url, { cluster: true });
  const timeoutMs = 10_000;
  // Eight places are on several of the three masters.
  for (const tenant of ["a", "b", "c", "d", "e", "f", "g", "h"]) {
    const place = { client, namespace: "shop", tenant };
    const embedder = countingEmbedder();
    const cache = new EmbeddingCache({ ...place, embedder, timeoutMs });
    const texts = ["one", "two", "three"];
    const vectors = await cache.embed(texts);
    expect(await cache.embed(texts)).toEqual(vectors);
    expect(cache.stats()).toMatchObject({ hits: 3, stored: 3, errors: 0 });

    const limit = { name: "l", points: 2, durationMs: 60_000, blockDurationMs: 120_000, timeoutMs };
    const limiter = new RateLimiter({ ...place, ...limit });
    const verdicts = await Promise.all([1, 2, 3].map(() => limiter.consume("user")));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(2);
    for (const { decidedBy } of verdicts) expect(decidedBy).toBe("redis");

    const stream = new EventStream(place);
    const reading = ["x", "y"].map((channel) => collect(stream.read(channel)));
    for (const channel of ["x", "y"]) {
      await stream.publish(channel, { type: "step", data: tenant });
      await stream.end(channel);
    }
    const events = await Promise.all(reading);
    expect(events.map((each) => each.map(({ data }) => data))).toEqual([
      [tenant, null],
      [tenant, null],
    ]);
    await stream.close();
  }
});
