import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { decodeFloat32Blob, encodeFloat32Blob } from "../../../src/commands/index.js";

describe("float32 blobs", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });

  it("are little-endian IEEE 754, four bytes per component", () => {
    expect(encodeFloat32Blob([1, -2]).toString("hex")).toBe("0000803f000000c0");
    expect(encodeFloat32Blob(Float32Array.of(1, -2)).toString("hex")).toBe("0000803f000000c0");
  });

  it("share the memory of a Float32Array, even of a subarray", () => {
    const whole = Float32Array.of(1, 2, 3, 4);
    const blob = encodeFloat32Blob(whole.subarray(1, 3));
    expect(blob.toString("hex")).toBe("0000004000004040");
    whole[1] = 1;
    expect(blob.readFloatLE(0)).toBe(1);
    expect(blob.buffer).toBe(whole.buffer);
  });

  it("do not share the memory of a list of numbers", () => {
    const numbers = [1, 2];
    const blob = encodeFloat32Blob(numbers);
    numbers[0] = 9;
    expect(blob.readFloatLE(0)).toBe(1);
  });

  it("decode to the same float32 numbers, bit for bit", () => {
    fc.assert(
      fc.property(fc.array(fc.float()), (numbers) => {
        const vector = Float32Array.from(numbers);
        expect(decodeFloat32Blob(encodeFloat32Blob(vector))).toEqual(vector);
        expect(decodeFloat32Blob(encodeFloat32Blob(numbers))).toEqual(vector);
      }),
    );
  });

  it("are decoded as a copy, even at an odd offset of a larger buffer", () => {
    const reply = Buffer.concat([Buffer.from("$"), encodeFloat32Blob([1.5, -2.5])]);
    const blob = reply.subarray(1);
    const vector = decodeFloat32Blob(blob);
    reply.fill(0);
    expect(vector).toEqual(Float32Array.of(1.5, -2.5));
  });

  it("are refused if their length is no multiple of four", () => {
    expect(() => decodeFloat32Blob(Buffer.alloc(7))).toThrow(
      expect.objectContaining({ code: "UNEXPECTED_REPLY", details: { sizeBytes: 7 } }),
    );
  });

  it("are empty for a vector without components", () => {
    expect(encodeFloat32Blob([])).toHaveLength(0);
    expect(decodeFloat32Blob(Buffer.alloc(0))).toHaveLength(0);
  });

  it("are swapped copies on a big-endian host", () => {
    // The bytes of [1, -2] in the memory of a big-endian host.
    const memory = Buffer.from("3f800000c0000000", "hex");
    const vector = new Float32Array(new Uint8Array(memory).buffer);
    vi.spyOn(os, "endianness").mockReturnValue("BE");
    syncBuiltinESMExports();
    const blob = encodeFloat32Blob(vector);
    expect(blob.toString("hex")).toBe("0000803f000000c0");
    expect(Buffer.from(vector.buffer).toString("hex")).toBe("3f800000c0000000");
    expect(Buffer.from(decodeFloat32Blob(blob).buffer).toString("hex")).toBe("3f800000c0000000");
    expect(blob.toString("hex")).toBe("0000803f000000c0");
  });
});
