import {
  dotFloat32,
  encodeQ8,
  encodeQ8Rows,
  encodeResidual,
  residualSimilarity,
  rowsOf,
  unitVector,
} from "../../../quantization/index.js";
import { clusteredVectors } from "../clustered-vectors.js";
import { type Contender, runRounds, timed } from "../rounds.js";
import { median, ratioOf } from "../statistics.js";

const ROWS = 10_000;
const DIMENSION = 512;
const CANDIDATES = 80;
/** Rescorings per slot, so that a slot takes milliseconds. */
const REPEATS = 200;

export interface HotPathFigures {
  /** 10,000 × 512 to Q8 in plain JavaScript, against a copy of the same memory. */
  readonly encodeToCopyRatio: number;
  readonly encodeMs: number;
  readonly copyMs: number;
  /** One query against 80 residual codes of 512 dimensions. */
  readonly rescoreMicros: number;
  /** The same against 80 float32 vectors. */
  readonly float32RescoreMicros: number;
}

export const HOT_PATHS = 4;

/** The two loops that every write and every rescored search run through. */
export async function measureHotPaths(context: {
  rounds: number;
  seed: number;
  random: () => number;
  onSlot: (label: string) => void;
}): Promise<HotPathFigures> {
  const vectors = clusteredVectors(ROWS, DIMENSION, context.seed);
  const flat = new Float32Array(ROWS * DIMENSION);
  for (const [row, vector] of vectors.entries()) flat.set(vector, row * DIMENSION);
  const copy = new Float32Array(flat.length);
  const query = unitVector(vectors[0]!);
  const kept = vectors.slice(0, CANDIDATES).map((vector) => {
    const code = encodeQ8(vector);
    return { unit: unitVector(vector), code, residual: encodeResidual(vector, code) };
  });
  let sum = 0;
  const slots = await runRounds<"encode" | "copy" | "rescore" | "float32">(
    {
      encode: once(() => {
        sum += encodeQ8Rows(rowsOf(flat, DIMENSION)).ranges[0]!;
      }),
      copy: once(() => copy.set(flat)),
      rescore: repeated(() => {
        for (const { code, residual } of kept) sum += residualSimilarity(query, code, residual);
      }),
      float32: repeated(() => {
        for (const { unit } of kept) sum += dotFloat32(query, unit);
      }),
    },
    context,
  );
  if (!Number.isFinite(sum)) throw new Error("The loops gave no number.");
  const seconds = (name: keyof typeof slots) => 1 / median(slots[name].map((slot) => slot.opsPerSecond));
  return {
    encodeToCopyRatio: ratioOf(slots.copy, slots.encode).median,
    encodeMs: 1_000 * seconds("encode"),
    copyMs: 1_000 * seconds("copy"),
    rescoreMicros: 1e6 * seconds("rescore"),
    float32RescoreMicros: 1e6 * seconds("float32"),
  };
}

function once(work: () => void): Contender {
  return () => timed(1, [], async () => work());
}

function repeated(work: () => void): Contender {
  return () =>
    timed(REPEATS, [], async () => {
      for (let i = 0; i < REPEATS; i++) work();
    });
}
