import { expect, onTestFinished, test } from "vitest";
import { SemanticCache } from "../../../src/cache/index.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { type BreakerTransition, connect } from "../../../src/index.js";
import { startedRedis } from "../../helpers/started-redis.js";

// No call of a cache waits longer than 50 ms, which used to count as nothing: 42 calls in a row without an answer left the
// breaker closed.
test("a server that hangs under a cache opens the circuit breaker within 42 bypassed calls, and closes it when it goes on", async () => {
  const redis = await startedRedis();
  const transitions: BreakerTransition[] = [];
  const client = await connect({
    url: redis.url,
    breaker: { onTransition: (transition) => transitions.push(transition) },
  });
  onTestFinished(() => client.close());
  const embedder = createTestEmbedder({ dimension: 64 });
  const cache = new SemanticCache({ client, embedder, namespace: "hangs", tenant: "acme" });
  onTestFinished(() => cache.close());
  const ask = (prompt: string) => cache.wrap({ prompt }, async () => ({ response: "made" }));
  await ask("Does it work?");

  await redis.pause();
  for (let call = 0; call < 42; call++) {
    expect(await ask(`Question number ${call}`)).toMatchObject({ reason: "unavailable", response: "made" });
  }
  await expect.poll(() => transitions[0], { timeout: 5_000 }).toMatchObject({ from: "closed", to: "open" });
  await redis.resume();
  await expect.poll(() => transitions.at(-1), { timeout: 5_000 }).toMatchObject({ to: "closed" });
});
