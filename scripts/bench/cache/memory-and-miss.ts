import { SemanticCache } from "../../../src/cache/index.js";
import type { connect } from "../../../src/index.js";
import { median, quantile } from "../statistics.js";
import { figure } from "../table.js";

/** About the length of a short answer. */
export const RESPONSE = "An answer of the usual length. ".repeat(20).slice(0, 600);

type Options = ConstructorParameters<typeof SemanticCache>[0];

/** A hit of the memory tier. */
export async function measureMemory(options: Options): Promise<Record<string, number>> {
  await using cache = new SemanticCache(options);
  const request = { prompt: "v17", scope: { model: "large", system: "You help.", temperature: 0 } };
  await cache.store({ ...request, response: RESPONSE });
  const micros: number[] = [];
  for (let index = 0; index < 20_000; index++) {
    const startedAtMs = performance.now();
    const result = await cache.lookup(request);
    micros.push((performance.now() - startedAtMs) * 1_000);
    if (!result.hit || result.tier !== "memory") throw new Error("Expected a hit of the memory tier.");
  }
  const memoryHitMicros = median(micros);
  console.log(
    `memory-tier hit: ${figure(memoryHitMicros)} µs median, ${figure(quantile(micros, 0.99))} µs p99`,
  );
  return { memoryHitMicros, memoryHitMicrosP99: quantile(micros, 0.99) };
}

/** `wrap` on a miss, against one round trip. */
export async function measureMiss(
  options: Options,
  client: Awaited<ReturnType<typeof connect>>,
): Promise<Record<string, number>> {
  const { embedder: _, ...rest } = options;
  await using cache = new SemanticCache({ ...rest, tenant: "misses" });
  const [trips, wraps]: [number[], number[]] = [[], []];
  const produce = async () => ({ response: RESPONSE });
  for (let index = 0; index < 1_500; index++) {
    let startedAtMs = performance.now();
    await client.executor.send(["PING"]);
    trips.push(performance.now() - startedAtMs);
    startedAtMs = performance.now();
    const { hit } = await cache.wrap({ prompt: `new ${index}` }, produce);
    wraps.push(performance.now() - startedAtMs);
    if (hit) throw new Error("Expected a miss.");
  }
  const missOverheadMs = median(wraps) - median(trips);
  console.log(
    `wrap on a miss, without embedding: ${figure(median(wraps))} ms median, one round trip ${figure(median(trips))} ms: ${figure(missOverheadMs)} ms over it`,
  );
  return { missOverheadMs, missMs: median(wraps), tripMs: median(trips) };
}
