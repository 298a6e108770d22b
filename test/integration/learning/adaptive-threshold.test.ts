import { expect, inject, it } from "vitest";
import { adaptiveThreshold } from "../../../src/learning/index.js";
import { AdaptiveThreshold } from "../../../src/learning/threshold/adaptive-threshold.js";
import { openCache } from "../../helpers/cache.js";
import { onEachServer } from "../../helpers/servers.js";
import { PLAIN } from "../../helpers/topics.js";

const url = inject("redisUrl");
const SETTINGS = { floor: 0.8, start: 0.97, targetPrecision: 0.9 };
const quick = () => adaptiveThreshold({ ...SETTINGS, audits: false, syncMs: 10 });

onEachServer((server) => {
  it("feedback to two cache objects leads both to one threshold, which a third one begins with", async () => {
    const [first, second, third] = [quick(), quick(), quick()];
    const { cache, another } = await openCache(server.url, { ...PLAIN, decision: first });
    const other = another({ decision: second });
    const stored = await cache.store({ prompt: "How do I pay?", response: "By card." });
    const entryId = stored.stored ? stored.entryId : "";
    // Right from 0.9 on; below it in half of all cases.
    const samples = Array.from({ length: 160 }, (_, at) => ({
      similarity: 0.82 + at / 1_000,
      isRight: at >= 80 || at % 2 === 0,
      isAudit: false,
    }));
    for (const [at, { similarity, isRight }] of samples.entries()) {
      const feedback = { correct: isRight, tier: "semantic", similarity, remove: false } as const;
      await (at % 3 === 0 ? other : cache).feedback(entryId, feedback);
    }
    const alone = new AdaptiveThreshold(SETTINGS);
    alone.adopt(samples);
    expect(alone.exactAt).toBeGreaterThan(0.85);
    expect(alone.exactAt).toBeLessThan(0.91);
    await expect.poll(async () => (await first.quality()).threshold).toBeCloseTo(alone.exactAt, 6);
    await expect.poll(async () => (await second.quality()).threshold).toBeCloseTo(alone.exactAt, 6);

    const late = another({ decision: third });
    await late.lookup({ prompt: "How do I pay?" });
    await expect.poll(async () => (await third.quality()).threshold).toBeCloseTo(alone.exactAt, 6);
  });
});

it("misses teach, too; erasing the tenant, or resetting what was learned, brings every instance back to where it began", async () => {
  const [first, second] = [quick(), quick()];
  const { cache, another, client, namespace } = await openCache(url, { ...PLAIN, decision: first });
  const other = another({ decision: second });
  const key = `{${namespace}:acme:cache}:threshold`;
  const teach = async () => {
    const stored = await cache.store({ prompt: "How do I pay?", response: "By card." });
    for (let at = 0; at < 125; at++) {
      await cache.feedback(stored.stored ? stored.entryId : "", {
        ...{ correct: true, tier: "semantic", similarity: 0.85, remove: false },
      });
    }
    await expect.poll(async () => (await first.quality()).threshold).toBe(0.85);
    await expect.poll(async () => (await second.quality()).threshold).toBe(0.85);
  };
  await other.lookup({ prompt: "Anything?" });
  await teach();
  await cache.clearTenant();
  await expect.poll(async () => (await first.quality()).threshold).toBe(0.97);
  await expect.poll(async () => (await second.quality()).threshold).toBe(0.97);
  await expect.poll(() => client.sendCommand(["EXISTS", key])).toBe(0);

  await teach();
  await second.reset();
  expect((await second.quality()).threshold).toBe(0.97);
  await expect.poll(async () => (await first.quality()).threshold).toBe(0.97);

  for (const prompt of ["How do I pay for it?", "How would I pay for this?"]) {
    await cache.wrap({ prompt }, async () => ({ response: "By card." }));
  }
  await expect.poll(async () => Number(await client.sendCommand(["XLEN", key]))).toBeGreaterThan(0);
});

it("feedback on exact hits, which says nothing of similarity, does not count; tenants learn apart", async () => {
  const policy = quick();
  const { cache, client, namespace } = await openCache(url, { ...PLAIN, decision: policy });
  const stored = await cache.store({ prompt: "How do I pay?", response: "By card." });
  const entryId = stored.stored ? stored.entryId : "";
  await cache.lookup({ prompt: "How do I pay?" });
  await cache.feedback(entryId, { correct: true });
  const tenant = cache.forTenant("globex");
  const elsewhere = await tenant.store({ prompt: "How do I pay?", response: "By card." });
  const feedback = { correct: true, tier: "semantic", similarity: 0.9 } as const;
  await tenant.feedback(elsewhere.stored ? elsewhere.entryId : "", feedback);
  const rowsOf = async (name: string) =>
    Number(await client.sendCommand(["XLEN", `{${namespace}:${name}:cache}:threshold`]));
  await expect.poll(() => rowsOf("globex")).toBe(1);
  await cache.close();
  expect(await rowsOf("acme")).toBe(0);
});
