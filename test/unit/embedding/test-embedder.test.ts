import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTestEmbedder } from "../../../src/embedding/index.js";

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, component, i) => sum + component * (b[i] ?? Number.NaN), 0);
}

async function similarity(left: string, right: string, dimension = 256): Promise<number> {
  const [a, b] = await createTestEmbedder({ dimension }).embed([left, right]);
  return cosine(a ?? new Float32Array(), b ?? new Float32Array());
}

describe("the test embedder", () => {
  it("gives every text that is not blank a finite unit vector of its dimension", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary", minLength: 1 }).filter((text) => text.trim() !== ""),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 0, max: 0xffff_ffff }),
        async (text, dimension, seed) => {
          const [vector] = await createTestEmbedder({ dimension, seed }).embed([text]);
          expect(vector).toHaveLength(dimension);
          expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5);
        },
      ),
    );
  });

  it("gives the same vector in every process, alone and in company", async () => {
    const [alone] = await createTestEmbedder({ dimension: 4 }).embed(["redis"]);
    const [, inCompany] = await createTestEmbedder({ dimension: 4 }).embed(["other", "redis"]);
    expect(inCompany).toEqual(alone);
    expect([...(alone ?? [])].map((component) => component.toFixed(6))).toMatchInlineSnapshot(`
      [
        "-0.166745",
        "-0.104647",
        "-0.583983",
        "0.787534",
      ]
    `);
  });

  it("ranks a text by how many words it shares with the question", async () => {
    const question = "how do I cancel a running request";
    const near = await similarity(question, "cancel a running request with a signal");
    const far = await similarity(question, "request limits of the server");
    const none = await similarity(question, "colours für Terminals");
    expect(near).toBeGreaterThan(far + 0.2);
    expect(far).toBeGreaterThan(none);
    expect(Math.abs(none)).toBeLessThan(0.2);
  });

  it("sees word pieces, but neither case nor order nor full-width forms", async () => {
    expect(await similarity("cancelled", "cancel")).toBeGreaterThan(
      (await similarity("cancelled", "banana")) + 0.1,
    );
    expect(await similarity("Vector Set", "set vector")).toBeCloseTo(1, 5);
    expect(await similarity("ｒｅｄｉｓ", "redis")).toBeCloseTo(1, 5);
  });

  it("gives unrelated spaces to different seeds, under different model names", async () => {
    const one = createTestEmbedder({ dimension: 256, seed: 1 });
    const two = createTestEmbedder({ dimension: 256, seed: 2 });
    const [a] = await one.embed(["redis"]);
    const [b] = await two.embed(["redis"]);
    expect(Math.abs(cosine(a ?? new Float32Array(), b ?? new Float32Array()))).toBeLessThan(0.3);
    expect(one.model).not.toBe(two.model);
  });

  it("refuses blank texts by position, and rejects with the signal's reason", async () => {
    const embedder = createTestEmbedder();
    await expect(embedder.embed(["a", ""])).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { index: 1 },
    });
    const reason = new Error("enough");
    await expect(embedder.embed(["a"], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await embedder.embed([])).toEqual([]);
  });
});
