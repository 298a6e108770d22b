import type { CollectionInfo, PrecisionReport } from "../repository/index.js";

/** What the shards say of themselves, as one collection. */
export function mergeInfo(key: string, shards: readonly CollectionInfo[]): CollectionInfo {
  const { dimension, quantization, m } = shards[0]!;
  return {
    key,
    count: sum(shards, ({ count }) => count),
    dimension,
    quantization,
    m,
    attributesCount: sum(shards, ({ attributesCount }) => attributesCount),
    maxLevel: Math.max(...shards.map(({ maxLevel }) => maxLevel)),
    shards,
  };
}

/** The reports of the shards as one: sums, the largest range, the worst drift, and each recommendation once. */
export function mergePrecision(reports: readonly PrecisionReport[]): PrecisionReport {
  const [{ precision }] = reports as [PrecisionReport];
  const codeCount = sum(reports, (report) => report.codeCount);
  const ranges = reports.flatMap(({ largestRange = [] }) => largestRange);
  const shares = reports.filter(({ float32Share }) => float32Share !== undefined);
  const versions = new Set(reports.map(({ calibrationVersion }) => calibrationVersion));
  const drifts = reports.flatMap(({ drift = [] }) => drift);
  return {
    precision,
    rotated: reports.every(({ rotated }) => rotated),
    count: sum(reports, ({ count }) => count),
    codeCount,
    rewriting: reports.some(({ rewriting }) => rewriting),
    float32Share:
      shares.length === 0
        ? undefined
        : sum(shares, (report) => (report.float32Share ?? 0) * report.codeCount) / Math.max(1, codeCount),
    largestRange: ranges.length === 0 ? undefined : Math.max(...ranges),
    counts: sumFields(reports.map(({ counts }) => counts)),
    drift: drifts.sort((a, b) => b.meanShiftRatio - a.meanShiftRatio)[0],
    calibrationVersion: versions.size === 1 ? [...versions][0] : undefined,
    recommendations: [...new Set(reports.flatMap(({ recommendations }) => recommendations))],
    text: byShard(reports.map(({ text }) => text)),
  };
}

/** Texts for people, each under the number of its shard. */
export function byShard(texts: readonly string[]): string {
  return texts.map((text, shard) => `Shard ${shard}\n${text}`).join("\n\n");
}

export function sum<T>(items: readonly T[], figureOf: (item: T) => number): number {
  return items.reduce((total, item) => total + figureOf(item), 0);
}

/** Sums of figures by their names, of objects with the same names. */
function sumFields<P extends { readonly [K in keyof P]: number }>(items: readonly P[]): P {
  const names = Object.keys(items[0]!) as (keyof P)[];
  return Object.fromEntries(names.map((name) => [name, sum(items, (one) => one[name])])) as P;
}

/**
 * Progress of all shards as one.
 *
 * @returns for each shard its own listener, which adds up what every shard has reported last; undefined without a listener.
 */
export function sumProgress<P extends { readonly [K in keyof P]: number }>(
  onProgress: ((progress: P) => void) | undefined,
): (shard: number) => { onProgress?: (progress: P) => void } {
  if (onProgress === undefined) return () => ({});
  const latest = new Map<number, P>();
  return (shard) => ({
    onProgress: (progress) => {
      latest.set(shard, progress);
      // Returned, because the caller's function may be an async one.
      return onProgress(sumFields([...latest.values()]));
    },
  });
}
