import { percent } from "../contract/index.js";
import type { Advice, Rule } from "./advice.js";

/** Fewer failures can come from one short interruption. */
const LEAST_POOL_FAILURES = 10;
/** Shorter runs say little. */
const LEAST_RECORDS = 1_000;
/** Shares of a run that go by on the way: from which on larger batches pay, and what is left with them. */
const MUCH_WAITING = 0.1;
const LITTLE_WAITING = 0.02;
/** The range of the option `batchSize`. */
const MOST_IN_BATCH = 1_000;

/** EF and the size of the memory tier as `autoTune` measured them: the next process begins with the options again. */
export const tunedValues: Rule = ({ tuning }) =>
  tuning?.settings.flatMap(({ setting, original, current, max }): Advice[] => {
    const last = tuning.history.findLast((change) => change.setting === setting);
    if (!tuning.isOn || current === original || last === undefined) return [];
    const isAtBound = current === max && last.action === "raised";
    return [
      {
        id: "keep-tuned-value",
        setting,
        suggestion: `write ${current} instead of ${original} in the options${isAtBound ? ", and a larger `max` in autoTune" : ""}`,
        evidence: `autoTune ${last.action} it from ${last.from} to ${last.to}: ${last.evidence}`,
        effect: `a process that starts again begins with ${current}, and not with ${original}`,
      },
    ];
  });

/** Look-ups fail, or callers wait, because all connections are in use. */
export const fewConnections: Rule = ({ errorsByCode }, { pool }) => {
  const { POOL_TIMEOUT: late = 0, POOL_OVERLOADED: refused = 0 } = errorsByCode;
  const isFull = pool !== undefined && pool.waiting > 0 && pool.open >= pool.max;
  if (late + refused < LEAST_POOL_FAILURES && !isFull) return undefined;
  const now = isFull
    ? [
        `${pool.waiting} callers wait while ${pool.open} of at most ${pool.max} connections are open (${percent(pool.utilisation)} in use)`,
      ]
    : [];
  const failed = late + refused;
  const before = failed > 0 ? [`${failed} look-ups of this process got no connection`] : [];
  return {
    id: "few-connections",
    setting: "maxConnections",
    suggestion: `raise it${pool === undefined ? "" : ` from ${pool.max} to ${2 * pool.max}`}, if the server has processor time left; see who leases connections for long`,
    evidence: [...before, ...now].join("; "),
    effect: "callers do not wait for each other's connections",
  };
};

/** Small batches spend their time on the way. Each takes one trip at least, and `concurrency` of them travel side by side. */
export const smallBatches: Rule = (_, { upsert }) => {
  if (upsert === undefined || upsert.acknowledged < LEAST_RECORDS) return undefined;
  const { batchSize, concurrency, acknowledged, elapsedMs, pingMs } = upsert;
  const trips = Math.ceil(acknowledged / batchSize);
  const waited = (trips * pingMs) / concurrency / elapsedMs;
  if (!(waited >= MUCH_WAITING) || batchSize >= MOST_IN_BATCH) return undefined;
  const larger = Math.min(MOST_IN_BATCH, Math.ceil((batchSize * waited) / LITTLE_WAITING));
  return {
    id: "small-batches",
    setting: "batchSize of upsertMany",
    suggestion: `raise it from ${batchSize} to ${larger}, if so many records fit into maxBatchBytes`,
    evidence: `${acknowledged} records went in ${trips} batches in ${elapsedMs.toFixed(0)} ms; at ${pingMs.toFixed(2)} ms a trip and ${concurrency} at a time, ${percent(waited)} of that went by on the way`,
    effect: `up to ${percent(Math.min(1, waited) * (1 - batchSize / larger))} less time for the same records`,
  };
};

/** The server may evict a whole index. */
export const evictingServer: Rule = (_, { server }) => {
  if (!server?.policy.startsWith("allkeys-")) return undefined;
  return {
    id: "evicting-server",
    setting: "maxmemory-policy of the server",
    suggestion: "set noeviction, and let maxEntries and maxBytes bound the cache",
    evidence: `maxmemory-policy is ${server.policy}; ${server.evictedKeys} keys were evicted since the server started`,
    effect: "a full server refuses new answers, and never drops the index of a cache, which is one key",
  };
};

/** What collections say of their codes. */
export const codesThatDoNotFit: Rule = (_, { precision = {} }) =>
  Object.entries(precision).flatMap(
    ([name, { count, codeCount, float32Share = 0, counts, recommendations }]) =>
      recommendations.map((suggestion) => ({
        id: "precision",
        setting: `precision of ${name}`,
        suggestion,
        evidence: `${count} elements, ${codeCount} codes, of a sample ${percent(float32Share)} float32; of ${counts.rescored} rescored queries ${counts.exact} needed exact vectors, ${counts.uncertified} are not certain`,
        effect: "fewer queries need exact vectors, and more hits are certainly the best",
      })),
  );
