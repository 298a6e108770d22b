import { expect, it } from "vitest";
import { openCache } from "../../helpers/cache.js";
import { eventually } from "../../helpers/processes.js";
import { replicated } from "../../helpers/replicated.js";
import { startedRedis } from "../../helpers/started-redis.js";

const ASKED = "how do I reset the password of my account";

it("look-ups go on with a replica while the primary is down, and not from memory", async () => {
  const primary = await startedRedis();
  await primary.startReplica();
  const { cache, another } = await openCache(
    primary.url,
    { timeoutMs: 1_000 },
    { readFrom: "replica", commandTimeoutMs: 500, acquireTimeoutMs: 500, retry: { maxRetries: 0 } },
  );
  await cache.store({ prompt: ASKED, response: "Use the link." });
  await replicated(primary.url);
  const reader = another();
  expect(await reader.lookup({ prompt: ASKED })).toMatchObject({ hit: true, tier: "exact" });
  expect(await reader.lookup({ prompt: ASKED })).toMatchObject({ hit: true, tier: "memory" });
  await primary.kill();
  const late = another();
  await eventually("the replica answers", async () => {
    const found = await late.lookup({ prompt: ASKED });
    return found.hit && found.tier === "exact";
  });
  // Nobody can say that it was not invalidated meanwhile.
  expect(await late.lookup({ prompt: ASKED })).toMatchObject({ hit: true, tier: "exact" });
});
