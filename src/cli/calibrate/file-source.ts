import { open, stat } from "node:fs/promises";
import { endianness } from "node:os";
import { UsageError } from "../terminal/usage-error.js";
import type { SampleSource } from "./sample-source.js";

/** At most `samples` evenly spaced vectors of a file of little-endian float32 numbers. It reads one vector at a time. */
export async function fileSource(path: string, dimension: number, samples: number): Promise<SampleSource> {
  const rowBytes = 4 * dimension;
  const { size } = await stat(path).catch(() => {
    throw new UsageError(`--file: ${path} cannot be read`);
  });
  if (size === 0 || size % rowBytes !== 0) {
    throw new UsageError(
      `--file: ${path} has ${size} bytes, which is no multiple of ${rowBytes}, the bytes of a vector`,
    );
  }
  const rows = size / rowBytes;
  const expected = Math.min(rows, samples);
  return {
    dimension,
    expected,
    note:
      rows > expected ? `Every ${(rows / expected).toFixed(1)}th of ${rows} vectors was read.` : undefined,
    async *vectors(signal) {
      const file = await open(path);
      try {
        for (let i = 0; i < expected; i++) {
          signal.throwIfAborted();
          const bytes = Buffer.alloc(rowBytes);
          const { bytesRead } = await file.read(
            bytes,
            0,
            rowBytes,
            Math.floor((i * rows) / expected) * rowBytes,
          );
          if (bytesRead < rowBytes)
            throw new UsageError(`--file: ${path} became shorter while it was being read`);
          if (endianness() === "BE") bytes.swap32();
          yield new Float32Array(bytes.buffer, bytes.byteOffset, dimension);
        }
      } finally {
        await file.close();
      }
    },
  };
}
