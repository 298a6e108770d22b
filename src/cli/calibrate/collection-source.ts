import { decodeQ8 } from "../../../quantization/index.js";
import type { VectorClient } from "../../client.js";
import {
  decodeVembRaw,
  decodeVinfo,
  decodeVrandmembers,
  encodeVembRaw,
  encodeVinfo,
  encodeVrandmember,
  type RawEmbedding,
} from "../../commands/index.js";
import { seededRandom, shuffled } from "../seeded-random.js";
import { UsageError } from "../usage-error.js";
import type { SampleSource } from "./sample-source.js";
import { unrounded } from "./unrounded.js";

/** Vectors asked for in one pipeline. */
const BATCH = 200;
/** Up to a fifth of a set the server draws at random; beyond that it walks its list from a random place. */
const DRAWN_SHARE = 1 / 5;

/** A random sample of a collection's vectors, only by commands that read. */
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
    throw new UsageError(`--collection: ${name} keeps signs only, of which no vector can be had; use --file`);
  }
  const { size, dimension, quantization } = info;
  const samples = Math.min(options.samples, size);
  const random = seededRandom(seed);
  return {
    dimension,
    expected: samples,
    note: quantization === "q8" ? Q8_NOTE : undefined,
    async *vectors() {
      const count = samples <= size * DRAWN_SHARE ? samples : size;
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
          // Removed since it was drawn.
          if (raw !== undefined) yield vectorOf(raw, random);
        }
      }
    },
  };
}

const Q8_NOTE =
  "The collection keeps Q8 codes, not the vectors themselves. What rounding took away was replaced by random noise of " +
  "the same size, so that errors compare as they would on the vectors; exact figures need the vectors (--file).";

function vectorOf({ blob, norm, range }: RawEmbedding, random: () => number): Float32Array {
  if (range === undefined) {
    const unit = Float32Array.from({ length: blob.length / 4 }, (_, j) => blob.readFloatLE(4 * j));
    return unit.map((component) => component * norm);
  }
  const codes = new Int8Array(blob.buffer, blob.byteOffset, blob.length);
  return unrounded(decodeQ8({ codes, range, norm }), range, norm, random);
}
