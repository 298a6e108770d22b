import { describe, expect, it } from "vitest";
import { encodeQ8, encodeQ8Rows, encodeStream, q8Row } from "../../../quantization/index.js";
import { Random, vectorOf } from "./sample-vectors.js";

const random = new Random(1);
const vectors = Array.from({ length: 10 }, () => vectorOf("gaussian", 8, random));

async function* stream(from: readonly Float32Array[], onClose?: () => void) {
  try {
    for (const vector of from) {
      await Promise.resolve();
      yield vector;
    }
  } finally {
    onClose?.();
  }
}

describe("a coded stream", () => {
  it.each([
    ["an asynchronous source", () => stream(vectors)],
    ["a plain list", () => vectors],
  ])("gives the same codes in order as single encoding, from %s", async (_what, source) => {
    const sizes: number[] = [];
    let index = 0;
    for await (const batch of encodeStream(source(), encodeQ8Rows, { batchSize: 4 })) {
      sizes.push(batch.ranges.length);
      for (let row = 0; row < batch.ranges.length; row++)
        expect(q8Row(batch, row)).toEqual(encodeQ8(vectors[index++]!));
    }
    expect(sizes).toEqual([4, 4, 2]);
  });

  it("gives nothing for an empty source", async () => {
    const batches = [];
    for await (const batch of encodeStream([], encodeQ8Rows)) batches.push(batch);
    expect(batches).toEqual([]);
  });

  it("closes its source when the reader stops early", async () => {
    let closed = false;
    const source = stream(vectors, () => {
      closed = true;
    });
    for await (const _batch of encodeStream(source, encodeQ8Rows, { batchSize: 2 })) break;
    expect(closed).toBe(true);
  });

  it("names the position of a bad vector in the stream", async () => {
    const broken = vectors.with(7, Float32Array.of(1, 2, 3, Number.NaN, 5, 6, 7, 8));
    const read = async () => {
      for await (const _batch of encodeStream(broken, encodeQ8Rows, { batchSize: 3 }));
    };
    await expect(read()).rejects.toMatchObject({
      code: "INVALID_VECTOR",
      details: { position: 7, row: 1, index: 3 },
    });
  });

  it.each([0, 1.5, 100_001])("refuses batches of %d", async (batchSize) => {
    await expect(encodeStream(vectors, encodeQ8Rows, { batchSize }).next()).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });
});
