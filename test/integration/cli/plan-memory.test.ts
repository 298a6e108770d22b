import { describe, expect, test } from "vitest";
import { type PlanInput, planCapacity } from "../../../src/cli/plan/plan-capacity.js";
import { connect } from "../../../src/index.js";
import { info } from "../../helpers/ask.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { startedRedis } from "../../helpers/started-redis.js";

/** The guide promises this much. */
const TOLERANCE = 0.15;

const CASES: readonly Pick<
  PlanInput,
  "elements" | "dimension" | "quantization" | "precision" | "m" | "idBytes" | "payloadBytes"
>[] = [
  {
    elements: 3_000,
    dimension: 64,
    quantization: "q8",
    precision: "native",
    m: 16,
    idBytes: 12,
    payloadBytes: 0,
  },
  {
    elements: 2_000,
    dimension: 512,
    quantization: "q8",
    precision: "native",
    m: 16,
    idBytes: 36,
    payloadBytes: 200,
  },
  {
    elements: 1_000,
    dimension: 1_536,
    quantization: "q8",
    precision: "native",
    m: 8,
    idBytes: 12,
    payloadBytes: 0,
  },
  {
    elements: 1_500,
    dimension: 768,
    quantization: "none",
    precision: "native",
    m: 16,
    idBytes: 12,
    payloadBytes: 0,
  },
  {
    elements: 3_000,
    dimension: 512,
    quantization: "bin",
    precision: "native",
    m: 16,
    idBytes: 12,
    payloadBytes: 60,
  },
  {
    elements: 2_000,
    dimension: 256,
    quantization: "q8",
    precision: "residual",
    m: 16,
    idBytes: 12,
    payloadBytes: 0,
  },
  {
    elements: 1_500,
    dimension: 384,
    quantization: "q8",
    precision: "float32",
    m: 32,
    idBytes: 24,
    payloadBytes: 0,
  },
];

describe("octavec plan", () => {
  test.each(CASES)(
    "estimates the memory of $elements elements of $dimension dimensions ($quantization, $precision, M $m) within 15 % of what the server uses",
    async (shape) => {
      const redis = await startedRedis();
      await using client = await connect({ url: redis.url });
      const { elements, dimension, quantization, precision, m, idBytes, payloadBytes } = shape;
      const docs = client.repository({
        ...{ namespace: "plan", collection: "memory", dimension, quantization, m },
        ...{ precision: precision as "native", rotation: "off" },
      });
      const used = async () => Number(await info(redis.url, "memory", "used_memory"));
      // The first element brings what does not grow: scripts, keys, connections.
      const records = seededVectors(elements + 1, dimension).map((vector, at) => ({
        id: String(at).padStart(idBytes, "0"),
        vector,
        ...(payloadBytes === 0
          ? {}
          : { attributes: { text: "x".repeat(payloadBytes - '{"text":""}'.length) } }),
      }));
      await docs.upsertMany(records.slice(0, 1));
      const before = await used();
      await docs.upsertMany(records.slice(1));
      const measured = (await used()) - before;
      const plan = planCapacity(
        { ...shape, growthPerDay: 0, replicas: 0, nodeGb: 1, searchesPerSecond: 0, limit: 1 },
        0,
      );
      const off = plan.memory.usedBytes / measured - 1;
      console.log(
        `planned ${Math.round(plan.memory.bytesPerElement)}, used ${Math.round(measured / elements)} bytes per element: ${(100 * off).toFixed(1)} %`,
      );
      expect(Math.abs(off)).toBeLessThan(TOLERANCE);
    },
  );
});
