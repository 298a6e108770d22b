import { decodeQ8 } from "../../../quantization/index.js";
import {
  decodeVembRaw,
  decodeVinfo,
  decodeVrandmembers,
  encodeVembRaw,
  encodeVinfo,
  encodeVrandmember,
  type RawEmbedding,
} from "../../commands/index.js";
import type { VectorClient } from "../../index.js";
import { UsageError } from "../terminal/usage-error.js";
import type { SampleSource } from "./sample-source.js";
import { seededRandom, shuffled } from "./seeded-random.js";
import { unrounded } from "./unrounded.js";

/** Vectors per pipeline. */
const BATCH = 200;
/** The server returns random elements up to a fifth of a set. For more, it walks its list from a random position. */
const MAX_RANDOM_SHARE = 1 / 5;

/** A random sample of a collection's vectors. It only sends commands that read. */
export async function collectionSource(
  client: VectorClient,
  name: string,
  options: { samples: number; seed: number; signal: AbortSignal },
): Promise<SampleSource> {
  const { seed, signal } = options;
  const key = `{${name}}:v`;
  const info = decodeVinfo(await client.sendCommand(encodeVinfo(key), { readOnly: true, signal }));
  if (info === undefined) throw new UsageError(`--collection: there is no ${key} on this server`);
  if (info.quantization === "bin") {
    throw new UsageError(
      `--collection: ${name} stores only signs, from which vectors cannot be restored; use --file`,
    );
  }
  const { size, dimension, quantization } = info;
  const samples = Math.min(options.samples, size);
  const random = seededRandom(seed);
  return {
    dimension,
    expected: samples,
    note: quantization === "q8" ? Q8_NOTE : undefined,
    async *vectors() {
      const count = samples <= size * MAX_RANDOM_SHARE ? samples : size;
      const drawn = await client.sendCommand(encodeVrandmember(key, count), { readOnly: true, signal });
      const elements = shuffled(decodeVrandmembers(drawn), random).slice(0, samples);
      for (let start = 0; start < elements.length; start += BATCH) {
        const commands = elements.slice(start, start + BATCH).map((element) => encodeVembRaw(key, element));
        for (const result of await client.executor.pipeline(commands, {
          readOnly: true,
          binary: true,
          signal,
        })) {
          if (!result.ok) throw result.error;
          const raw = decodeVembRaw(result.value);
          // Undefined if the element was removed meanwhile.
          if (raw !== undefined) yield vectorOf(raw, random);
        }
      }
    },
  };
}

const Q8_NOTE =
  "The collection keeps Q8 codes, not the vectors themselves. The rounding error was simulated by random noise of the same " +
  "size, so that the errors of schemes can be compared. Exact figures need the vectors (--file).";

function vectorOf({ blob, norm, range }: RawEmbedding, random: () => number): Float32Array {
  if (range === undefined) {
    const unit = Float32Array.from({ length: blob.length / 4 }, (_, j) => blob.readFloatLE(4 * j));
    return unit.map((component) => component * norm);
  }
  const codes = new Int8Array(blob.buffer, blob.byteOffset, blob.length);
  return unrounded(decodeQ8({ codes, range, norm }), range, norm, random);
}
