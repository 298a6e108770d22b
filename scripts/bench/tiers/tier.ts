import {
  CalibratedCodec,
  type CalibrationRecord,
  DimensionCodec,
  encodeQ8,
  encodeResidual,
  q8Similarity,
  querySimilarity,
  Rotation,
  residualSimilarity,
} from "../../../quantization/index.js";
import { encodeSigns, signBytes, signScore } from "./sign-code.js";

export const TIER_NAMES = [
  "q8",
  "q8, float query",
  "rotated q8",
  "rotated q8, float query",
  "affine",
  "symmetric",
  "residual",
  "bin",
] as const;
export type TierName = (typeof TIER_NAMES)[number];

/** One way to keep vectors and to compare a query with them. */
export interface Tier {
  readonly name: TierName;
  /** What is kept per vector, ids and graph not counted. */
  readonly bytesPerVector: number;
  /** Whether its similarities are meant to equal the cosine: those of signs only rank. */
  readonly approximatesCosine: boolean;
  /** A query made ready: the similarity with the stored vector at a place. */
  prepare(query: Float32Array): (place: number) => number;
}

/** The library's codecs over one list of vectors. `affine` keeps the vectors that fall back as float32. */
export function codeTiers(
  stored: readonly Float32Array[],
  learned: { affine: CalibrationRecord; rotationSeed: number },
): Tier[] {
  const dimension = stored[0]!.length;
  const q8 = stored.map((vector) => encodeQ8(vector));
  const residuals = stored.map((vector, place) => encodeResidual(vector, q8[place]!));
  const rotation = new Rotation({ dimension, seed: learned.rotationSeed });
  const rotated = stored.map((vector) => encodeQ8(rotation.apply(vector)));
  const signs = stored.map((vector) => encodeSigns(vector));
  const q8Bytes = dimension + 8;
  return [
    tier("q8", q8Bytes, (query) => {
      const code = encodeQ8(query);
      return (place) => q8Similarity(code, q8[place]!);
    }),
    tier("q8, float query", q8Bytes, (query) => (place) => querySimilarity(query, q8[place]!)),
    tier("rotated q8", q8Bytes, (query) => {
      const code = encodeQ8(rotation.apply(query));
      return (place) => q8Similarity(code, rotated[place]!);
    }),
    tier("rotated q8, float query", q8Bytes, (query) => {
      const turned = rotation.apply(query);
      return (place) => querySimilarity(turned, rotated[place]!);
    }),
    affineTier(stored, learned.affine),
    symmetricTier(stored, learned.affine),
    tier(
      "residual",
      q8Bytes + dimension,
      (query) => (place) => residualSimilarity(query, q8[place]!, residuals[place]!),
    ),
    {
      ...tier("bin", signBytes(dimension), (query) => {
        const bits = encodeSigns(query);
        return (place) => 2 * signScore(bits, signs[place]!, dimension) - 1;
      }),
      approximatesCosine: false,
    },
  ];
}

function tier(name: TierName, bytesPerVector: number, prepare: Tier["prepare"]): Tier {
  return { name, bytesPerVector, approximatesCosine: true, prepare };
}

function affineTier(stored: readonly Float32Array[], record: CalibrationRecord): Tier {
  const codec = new CalibratedCodec(record);
  const codes = stored.map((vector) => codec.encode(vector));
  const asFloat32 = codes.filter(({ kind }) => kind === "float32").length / codes.length;
  const bytes = record.dimension + 4 + asFloat32 * 3 * record.dimension;
  return tier("affine", Math.round(bytes), (query) => {
    const prepared = codec.prepareQuery(query);
    return (place) => prepared.similarity(codes[place]!);
  });
}

/** The same bounds around zero, without fallback. */
function symmetricTier(
  stored: readonly Float32Array[],
  { bounds, margin, dimension }: CalibrationRecord,
): Tier {
  const codec = new DimensionCodec({ ...bounds, margin, mode: "symmetric" });
  const codes = stored.map((vector) => codec.encode(vector).codes);
  return tier("symmetric", dimension + 4, (query) => {
    const prepared = codec.prepareQuery(query);
    return (place) => prepared.similarity(codes[place]!);
  });
}
