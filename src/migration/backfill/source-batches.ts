import type { MigrationRecord, MigrationSource, RejectedRecord } from "../source/source.js";

/** What is written between two checkpoints. */
export interface SourceBatch {
  readonly records: readonly MigrationRecord[];
  readonly rejects: readonly RejectedRecord[];
  /** The place behind it; null after the last one. */
  readonly cursor: string | null;
}

/** Pages asked for per batch: a batch ends behind a whole page, so it may be larger than asked for by a part of this. */
const PAGES_PER_BATCH = 4;

/**
 * Joins pages to batches of at least `batchSize` records (the last one may be smaller), so that small pages do not make small
 * batches. A page is never cut: only behind it there is a cursor.
 */
export async function* sourceBatches(
  source: MigrationSource,
  {
    cursor,
    batchSize,
    signal,
  }: { cursor: string | null; batchSize: number; signal?: AbortSignal | undefined },
): AsyncGenerator<SourceBatch> {
  let records: MigrationRecord[] = [];
  let rejects: RejectedRecord[] = [];
  const pageSize = Math.ceil(batchSize / PAGES_PER_BATCH);
  const pages = source.pages({ pageSize, signal, ...(cursor === null ? {} : { cursor }) });
  for await (const page of pages) {
    records.push(...page.records);
    rejects.push(...page.rejects);
    if (page.cursor !== null && records.length + rejects.length < batchSize) continue;
    yield { records, rejects, cursor: page.cursor };
    if (page.cursor === null) return;
    records = [];
    rejects = [];
  }
}

/** The same, with the next batch being read while the caller works on one: at most two are in memory. */
export async function* readAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    let next = asked(items);
    while (true) {
      const step = await next;
      if (step.done === true) return;
      next = asked(items);
      yield step.value;
    }
  } finally {
    // Its answer is of no interest any more; a source that hangs must not hold the caller up.
    void items.return(undefined).catch(() => {});
  }
}

function asked<T>(items: AsyncGenerator<T>): Promise<IteratorResult<T>> {
  const answer = items.next();
  // Awaited later; until then a failure is nobody's, and must not end the process.
  answer.catch(() => {});
  return answer;
}
