import { randomUUID } from "node:crypto";
import { createClient, RESP_TYPES } from "@redis/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decodeQ8, encodeQ8, type Q8Code, q8Similarity } from "../../../quantization/index.js";
import { isAtLeast } from "../../helpers/is-at-least.js";
import { onEachServer } from "../../helpers/servers.js";
import { Random, SHAPES, topicVectors, vectorOf } from "../../unit/quantization/sample-vectors.js";

/** What `VEMB … RAW` says about one element, and what `VSIM` says about it and the query. */
interface ServerCode extends Q8Code {
  readonly score: number;
}

/** Redis 8.6 scores by SIMD and rounds the score at another place: up to two units in the last place of a float32 near 1. */
const SIMD_ROUNDING = 2 ** -22;

onEachServer(({ url, version }) => {
  const tolerance = isAtLeast(version, "8.6.0") ? SIMD_ROUNDING : 0;
  const client = createClient({ url, RESP: 2 });
  const wire = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  const prefix = `parity:${randomUUID()}`;
  beforeAll(async () => {
    await client.connect();
  });
  afterAll(async () => {
    await client.close();
  });

  /** One pipelined round trip: store, read back raw, score against the query, drop. */
  async function askServer(vectors: readonly Float32Array[], query: Float32Array): Promise<ServerCode[]> {
    const key = `${prefix}:${query.length}`;
    for (const [i, vector] of vectors.entries())
      void wire.sendCommand(["VADD", key, "FP32", blob(vector), String(i)]);
    const raw = vectors.map((_, i) =>
      wire.sendCommand<[Buffer, Buffer, Buffer, Buffer]>(["VEMB", key, String(i), "RAW"]),
    );
    const count = String(vectors.length);
    const options = ["WITHSCORES", "COUNT", count, "TRUTH"];
    const scored = wire.sendCommand<Buffer[]>(["VSIM", key, "FP32", blob(query), ...options]);
    void wire.sendCommand(["DEL", key]);
    const flat = (await scored).map(String);
    const scores = new Map(vectors.map((_, i) => [flat[2 * i]!, Number(flat[2 * i + 1])]));
    return Promise.all(
      raw.map(async (reply, i) => {
        const [, codes, norm, range] = await reply;
        return {
          codes: new Int8Array(codes),
          norm: Number(norm),
          range: Number(range),
          score: scores.get(String(i))!,
        };
      }),
    );
  }

  it("the Q8 code equals ours bit for bit, and ours predicts its scores, for 21,504 vectors of every dimension 1 … 1536", async () => {
    const random = new Random(20_260_101);
    const shapes = Object.keys(SHAPES);
    let compared = 0;
    for (let dimension = 1; dimension <= 1536; dimension++) {
      const vectors = [
        ...shapes.map((shape) => vectorOf(shape, dimension, random)),
        ...topicVectors(3, dimension, random),
        new Float32Array(dimension),
      ];
      const query = vectorOf(dimension % 2 === 0 ? "gaussian" : "spiky", dimension, random);
      const [ours, theirs] = [vectors.map((vector) => encodeQ8(vector)), await askServer(vectors, query)];
      const queryCode = encodeQ8(query);
      for (const [i, code] of ours.entries()) {
        const { score, ...stored } = theirs[i]!;
        // Compared by hand: a deep comparison of two million numbers would take most of the time.
        const same = Buffer.from(code.codes).equals(Buffer.from(stored.codes));
        const predicted = (1 + q8Similarity(code, queryCode)) / 2;
        if (
          same &&
          stored.range === code.range &&
          stored.norm === code.norm &&
          Math.abs(predicted - score) <= tolerance
        )
          compared++;
        else expect({ dimension, i, ...code, score: predicted }).toEqual({ dimension, i, ...stored, score });
      }
    }
    expect(compared).toBe(1536 * 14);
  }, 120_000);

  it("rounds exact ties half away from zero, as ours does", async () => {
    // Length 512 and largest component 254: every step is exact, the products are half the components, odd ones tie.
    const ties = Float32Array.of(254, 253, -249, 247, -103);
    const [stored] = await askServer([ties], ties);
    expect([...stored!.codes]).toEqual([127, 127, -125, 124, -52]);
    expect(encodeQ8(ties).codes).toEqual(stored!.codes);
  });

  it("scores a query by element like a code that was decoded and coded again", async () => {
    const random = new Random(5);
    for (let dimension = 1; dimension <= 800; dimension += 17) {
      const [a, b] = [vectorOf("gaussian", dimension, random), vectorOf("gaussian", dimension, random)];
      const key = `${prefix}:element`;
      for (const [name, vector] of [
        ["a", a],
        ["b", b],
      ] as const)
        void wire.sendCommand(["VADD", key, "FP32", blob(vector), name]);
      const scored = wire.sendCommand<Buffer[]>(["VSIM", key, "ELE", "a", "WITHSCORES", "TRUTH"]);
      void wire.sendCommand(["DEL", key]);
      const flat = (await scored).map(String);
      const again = encodeQ8(decodeQ8(encodeQ8(a)));
      for (const [name, vector] of [
        ["a", a],
        ["b", b],
      ] as const) {
        const score = Number(flat[flat.indexOf(name) + 1]);
        expect(Math.abs((1 + q8Similarity(again, encodeQ8(vector))) / 2 - score)).toBeLessThanOrEqual(1e-6);
      }
    }
  });

  it("stores zeros for input that ours refuses", async () => {
    for (const bad of [
      [1, Number.NaN],
      [1, Number.POSITIVE_INFINITY],
      [3e38, 1],
    ]) {
      const vector = Float32Array.from(bad);
      const [stored] = await askServer([vector], Float32Array.of(1, 1));
      expect([...stored!.codes]).toEqual([0, 0]);
      expect(() => encodeQ8(vector)).toThrowError(expect.objectContaining({ code: "INVALID_VECTOR" }));
    }
  });
});

function blob(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}
