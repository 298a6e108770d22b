import { expect, inject, test } from "vitest";
import { connect } from "../../../src/index.js";
import { formatPlan, planMigration } from "../../../src/migration/index.js";
import { MemorySource } from "../../helpers/memory-source.js";
import { codeOf } from "../../helpers/outcome.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const DIMENSION = 128;
const source = (records = 300) =>
  new MemorySource(
    seededVectors(records, DIMENSION).map((vector, index) => ({
      id: `record-${index}`,
      vector,
      attributes: { lang: "en", index },
    })),
    { dimension: DIMENSION, count: 100_000 },
  );

test.each(["native", "residual", "float32"] as const)(
  "a plan with measureOn measures bytes and rate with precision %s, agrees with the formula, and leaves no keys behind",
  async (precision) => {
    const client = await connect({ url: inject("redisUrl") });
    const measureNamespace = uniquePrefix("plan");
    const target = { precision };
    const plan = await planMigration({ source: source(), target, measureOn: client, measureNamespace });
    const formula = await planMigration({ source: source(), target });
    expect(plan.memory.basis).toBe("measured");
    expect(plan.memory.totalBytes).toBe(plan.memory.bytesPerElement * 100_000);
    const ratio = plan.memory.bytesPerElement / formula.memory.bytesPerElement;
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
    expect(plan.duration.writePerSecond).toBeGreaterThan(0);
    expect(plan.duration.likelySeconds).toBeGreaterThan(plan.duration.leastSeconds ?? 0);
    expect(formatPlan(plan)).toMatch(/measured with the sample.*\n.*per second written/);
    expect(await client.executor.send(["KEYS", `*${measureNamespace}*`])).toEqual([]);
    await client.close();
  },
);

test("an aborted measurement rejects as ABORTED and leaves no keys behind", async () => {
  const client = await connect({ url: inject("redisUrl") });
  const measureNamespace = uniquePrefix("plan");
  const stopping = new AbortController();
  const reason = new Error("enough");
  const records = source(2000);
  const planning = planMigration({
    source: records,
    sampleSize: 2000,
    measureOn: client,
    measureNamespace,
    signal: stopping.signal,
  });
  const watch = setInterval(() => {
    if (records.pagesGiven === 10) stopping.abort(reason);
  }, 1);
  expect(await codeOf(planning)).toBe("ABORTED");
  clearInterval(watch);
  expect(await client.executor.send(["KEYS", `*${measureNamespace}*`])).toEqual([]);
  await client.close();
});
