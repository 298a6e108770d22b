import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dequantize, encodeFloat32Blob } from "../../../src/commands/index.js";

describe("dequantize", () => {
  it("maps the int8 codes −127 … 127 to −range … range, times the norm", () => {
    const blob = Buffer.from(Int8Array.of(127, -127, 0, -1).buffer);
    expect(dequantize({ encoding: "int8", blob, norm: 2, range: 0.5 }, 4)).toEqual(
      Float32Array.of(1, -1, 0, -2 * Math.fround(0.5 / 127)),
    );
  });

  it("multiplies float32 components by the norm", () => {
    const blob = encodeFloat32Blob([0.6, -0.8]);
    expect(dequantize({ encoding: "f32", blob, norm: 10 }, 2)).toEqual(
      Float32Array.of(Math.fround(0.6) * 10, Math.fround(-0.8) * 10),
    );
  });

  it("reads bit i of a bin blob as component i and ignores the padding", () => {
    const blob = Buffer.alloc(16);
    blob[0] = 0b0000_0101;
    blob[8] = 0b0000_0010;
    const vector = dequantize({ encoding: "bin", blob, norm: 9 }, 66);
    expect(vector).toHaveLength(66);
    expect([...vector.keys()].filter((i) => vector[i] === 1)).toEqual([0, 2, 65]);
    expect(new Set(vector)).toEqual(new Set([1, -1]));
  });

  it.each([
    ["int8", 8, 7],
    ["f32", 12, 4],
    ["bin", 8, 65],
  ] as const)("refuses an %s blob of %i bytes for %i dimensions", (encoding, sizeBytes, dimension) => {
    const raw = { encoding, blob: Buffer.alloc(sizeBytes), norm: 1, range: 1 };
    expect(() => dequantize(raw, dimension)).toThrow(expect.objectContaining({ code: "UNEXPECTED_REPLY" }));
  });

  it("returns each component to within half a step of its value before quantization", () => {
    const component = fc.float({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(component, { minLength: 1 }), (components) => {
        const range = Math.max(...components.map(Math.abs));
        fc.pre(range > 1e-6);
        const codes = Int8Array.from(components, (x) => Math.round((x * 127) / range));
        const raw = { encoding: "int8", blob: Buffer.from(codes.buffer), norm: 3, range } as const;
        const vector = dequantize(raw, codes.length);
        for (const [i, x] of components.entries()) {
          expect(Math.abs((vector[i] ?? Number.NaN) - 3 * x)).toBeLessThanOrEqual((3 * range) / 254 + 1e-6);
        }
      }),
    );
  });
});
