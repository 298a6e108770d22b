import { bandOfSigmas } from "./bounds.js";
import { dotFloat32 } from "./dot.js";
import { fallbackLimits, fallbackReason } from "./fallback.js";
import { mean, type PairErrors, pairErrors, quantile } from "./pair-errors.js";
import { encodeQ8 } from "./q8.js";
import { encodeResidual, residualSimilarity } from "./residual.js";
import { isServerScheme, type SchemeCode, type SchemeCodec } from "./scheme-codec.js";

/** Held-out unit vectors, split into queries and a database, with their exact similarities. */
interface HeldOut {
  readonly queries: readonly Float32Array[];
  readonly database: readonly Float32Array[];
  /** queries × database, row-major. */
  readonly exact: Float64Array;
}

export interface SchemeEvaluation {
  /** Errors of float32 queries against codes. All schemes can do this, so the choice of the scheme uses it. */
  readonly queried: PairErrors;
  /** Errors of codes against codes, as `VSIM` compares them with the Q8 schemes. */
  readonly coded: PairErrors;
  /** Largest |error| of codes against codes as a share of the pair's six-sigma band. Above 1 the band has failed. */
  readonly bandUse: number;
  /** 99.9th percentile of the sigma of one side. A band from it holds for nearly every vector. */
  readonly sigma: number;
  /** Longest possible rounding error of one side for these vectors, if nothing is clipped. */
  readonly errorNorm: number;
  /** Median length of the actual rounding errors. */
  readonly medianErrorNorm: number;
  /** Share of clipped components. */
  readonly clipRate: number;
  /** Share of the vectors that the fallback rule keeps as float32. */
  readonly fallbackShare: number;
}

/** At most 120,000 pairs. More take longer and hardly improve a 99th percentile. */
const MAX_QUERIES = 200;
const MAX_DATABASE = 600;

/** A third of the vectors (at most 200) become queries, the rest (at most 600) the database. */
export function holdOut(vectors: readonly Float32Array[]): HeldOut {
  const count = Math.min(MAX_QUERIES, Math.floor(vectors.length / 3));
  const [queries, database] = [vectors.slice(0, count), vectors.slice(count, count + MAX_DATABASE)];
  return { queries, database, exact: table(queries, database, dotFloat32) };
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
  const coded = table(queries, database, (query, stored) => dotFloat32(query.decoded, stored.decoded));
  // The server encodes every vector. On the client, vectors that fall back are never compared as codes.
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

/** Errors of float32 queries against Q8 codes with residual, for comparison with the one-byte schemes. */
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

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return Math.sqrt(sum);
}
