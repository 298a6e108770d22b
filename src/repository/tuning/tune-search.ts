import { within } from "../../async/index.js";
import { checkTuneOptions, type TuneOptions } from "../../options/index.js";
import { prepareVector, type VectorShape } from "../elements/prepare-vector.js";
import { DEFAULT_LIMIT } from "../search/search.js";
import { chooseEf, efLadder } from "./choose-ef.js";
import { RecallMeter } from "./recall-meter.js";
import { requireEnough, sampleQueries, type TunedQuery } from "./sample-queries.js";
import { planTuning } from "./tune-plan.js";
import { reportTuning, type TuneFacts, type TuneReport } from "./tune-report.js";
import { exactVectorsOf, type TunedCollection } from "./tuned-collection.js";

const DEFAULT_SAMPLE_SIZE = 100;
/** More candidates take the server tens of milliseconds. */
const DEFAULT_MAX_EF = 10_000;

/** A sum of shares is off by less. */
const ROUNDING = 1e-9;

/**
 * Measures searches of a collection, and reports the smallest EF that reaches a recall. It only reads.
 *
 * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `CALIBRATION_TOO_SMALL`, `TIMEOUT`, the signal's
 * reason, what `exactVectors` and `onProgress` throw, and the errors of searches.
 */
export async function tuneSearch(
  collection: TunedCollection,
  shape: VectorShape,
  given: TuneOptions,
): Promise<TuneReport> {
  const options = checkTuneOptions(given);
  const { timeoutMs, signal } = options;
  // Copied at once, because the caller may change them.
  const queries = options.queries?.map((query, place) => ({
    vector: prepareVector(query, shape, `tune: queries[${place}]`),
    id: undefined,
  }));
  const run = (ended: AbortSignal | undefined) =>
    measureAndReport(collection, shape, { ...options, queries, signal: ended });
  return timeoutMs === undefined ? run(signal) : within(timeoutMs, signal, run);
}

async function measureAndReport(
  collection: TunedCollection,
  shape: VectorShape,
  options: Omit<TuneOptions, "queries"> & { readonly queries: readonly TunedQuery[] | undefined },
): Promise<TuneReport> {
  const { targetRecall, limit = DEFAULT_LIMIT, signal, onProgress } = options;
  const exact = options.exactVectors && exactVectorsOf(options.exactVectors, shape, signal);
  const [info, { precision: kept }] = await Promise.all([
    collection.info({ signal }),
    collection.precisionReport({ signal }),
  ]);
  requireEnough(info.count);
  const { quantization } = info;
  const plan = planTuning(
    { limit, precision: options.precision },
    { quantization, kept },
    exact !== undefined,
  );
  const { sampleSize = DEFAULT_SAMPLE_SIZE } = options;
  const queries = options.queries ?? (await sampleQueries(collection, info, sampleSize, { exact, signal }));
  let searches = 0;
  const onSearch = (ef: number | undefined) => onProgress?.({ searches: ++searches, ef });
  const meter = new RecallMeter(collection, plan, { exact, signal, onSearch });
  const exhaustive = await meter.compareAll(queries);
  const largest = Math.max(1, ...(info.shards ?? [info]).map(({ count }) => count));
  const most = Math.min(options.maxEf ?? DEFAULT_MAX_EF, largest);
  const { chosen, measured } = await chooseEf(
    efLadder(plan.leastEf, most),
    (ef) => meter.measure(ef),
    ({ recall }) => recall.share >= targetRecall - ROUNDING,
  );
  const facts: TuneFacts = {
    ...{ targetRecall, limit, precision: plan.precision, queries: queries.length },
    ...{ count: info.count, truth: plan.truth },
    reached: chosen !== undefined,
    ef: chosen?.ef,
    obstacle:
      chosen !== undefined
        ? undefined
        : exhaustive.recall.share < targetRecall - ROUNDING
          ? "precision"
          : most < largest
            ? "maxEf"
            : "graph",
    ...{ measured, exhaustive },
  };
  return reportTuning(facts, plan);
}
