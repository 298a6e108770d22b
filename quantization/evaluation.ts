import { bandOfSigmas } from "./bounds.js";
import { dotFloat32 } from "./dot.js";
import { fallbackLimits, fallbackReason } from "./fallback.js";
import { mean, type PairErrors, pairErrors, quantile } from "./pair-errors.js";
import { encodeQ8 } from "./q8.js";
import { encodeResidual, residualSimilarity } from "./residual.js";
import type { SchemeCode, SchemeCodec } from "./scheme-codec.js";
import { isServerScheme } from "./schemes.js";

/** Held-out unit vectors, split into queries and what they search, with the exact similarities. */
interface HeldOut {
  readonly queries: readonly Float32Array[];
  readonly database: readonly Float32Array[];
  /** queries × database, row-major. */
  readonly exact: Float64Array;
}

export interface SchemeEvaluation {
  /** Float32 queries against stored codes: the same footing for every scheme, hence the one that chooses. */
  readonly queried: PairErrors;
  /** Codes against codes, which is what `VSIM` computes for the Q8 schemes. */
  readonly coded: PairErrors;
  /** Largest |error| of codes against codes as a share of the pair's six-sigma band; above 1 the band fails. */
  readonly bandUse: number;
  /** 99.9th percentile of one side's sigma: a band made of it serves nearly every vector. */
  readonly sigma: number;
  /** The longest possible rounding error of one side among these vectors, as long as nothing is clipped. */
  readonly errorNorm: number;
  /** Median length of the actual rounding error. */
  readonly medianErrorNorm: number;
  /** Share of clipped components. */
  readonly clipRate: number;
  /** Share of vectors that the fallback rule would keep as float32. */
  readonly fallbackShare: number;
}

/** 120,000 pairs at most: more do not sharpen a 99th percentile by much, and time grows with their number. */
const MAX_QUERIES = 200;
const MAX_DATABASE = 600;

/** A third of the vectors (at most 200) become queries, the rest (at most 600) what they search. */
export function holdOut(vectors: readonly Float32Array[]): HeldOut {
  const count = Math.min(MAX_QUERIES, Math.floor(vectors.length / 3));
  const [queries, database] = [vectors.slice(0, count), vectors.slice(count, count + MAX_DATABASE)];
  return { queries, database, exact: table(queries, database, inner) };
}

export function evaluateScheme(codec: SchemeCodec, heldOut: HeldOut): SchemeEvaluation {
  const encode = (unit: Float32Array) => {
    const code = codec.encode(unit);
    const decoded = codec.decodeUnit(code);
    return { unit, code, decoded, sigma: codec.sigma(code, unit), error: distance(decoded, unit) };
  };
  const queries = heldOut.queries.map(encode);
  const database = heldOut.database.map(encode);
  const all = [...queries, ...database];
  const medianErrorNorm = quantile(
    all.map(({ error }) => error),
    0.5,
  );
  const limits = fallbackLimits(medianErrorNorm);
  const fallsBack = ({ code, error }: { code: SchemeCode; error: number }) =>
    fallbackReason(code.clipped / codec.dimension, error, limits) !== undefined;

  const prepared = queries.map(({ unit }) => codec.prepare(unit));
  const queried = table(prepared, database, (similarity, stored) => similarity(stored.code));
  const coded = table(queries, database, (query, stored) => inner(query.decoded, stored.decoded));
  // The server codes every vector; on the client, those that fall back are never compared as codes.
  const isCompared = isServerScheme(codec.scheme)
    ? () => true
    : (one: (typeof all)[number]) => !fallsBack(one);
  const compared = [queries.map(isCompared), database.map(isCompared)] as const;
  let bandUse = 0;
  for (const [q, query] of queries.entries())
    for (const [s, stored] of database.entries()) {
      if (!compared[0][q] || !compared[1][s]) continue;
      const pair = q * database.length + s;
      const error = Math.abs(coded[pair]! - heldOut.exact[pair]!);
      bandUse = Math.max(bandUse, error / bandOfSigmas(query.sigma, stored.sigma));
    }
  return {
    queried: pairErrors(heldOut.exact, queried, database.length),
    coded: pairErrors(heldOut.exact, coded, database.length),
    bandUse,
    sigma: quantile(
      all.map(({ sigma }) => sigma),
      0.999,
    ),
    errorNorm: quantile(
      all.map(({ code }) => codec.errorNorm(code)),
      1,
    ),
    medianErrorNorm,
    clipRate: mean(all.map(({ code }) => code.clipped)) / codec.dimension,
    fallbackShare: all.filter(fallsBack).length / all.length,
  };
}

/** Float32 queries against Q8 code plus residual, for comparison with the one-byte schemes. */
export function evaluateResidual(heldOut: HeldOut): PairErrors {
  const stored = heldOut.database.map((unit) => {
    const code = encodeQ8(unit);
    return { code, residual: encodeResidual(unit, code) };
  });
  const approximate = table(heldOut.queries, stored, (query, { code, residual }) =>
    residualSimilarity(query, code, residual),
  );
  return pairErrors(heldOut.exact, approximate, stored.length);
}

function table<Q, S>(
  queries: readonly Q[],
  stored: readonly S[],
  similarity: (query: Q, stored: S) => number,
): Float64Array {
  const values = new Float64Array(queries.length * stored.length);
  let pair = 0;
  for (const query of queries) for (const one of stored) values[pair++] = similarity(query, one);
  return values;
}

function inner(a: Float32Array, b: Float32Array): number {
  return dotFloat32(a, 0, b, 0, a.length);
}

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return Math.sqrt(sum);
}
