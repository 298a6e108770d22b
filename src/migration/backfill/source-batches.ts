import type { MigrationRecord, MigrationSource, RejectedRecord } from "../source/source.js";

/** The records written between two checkpoints. */
export interface SourceBatch {
  readonly records: readonly MigrationRecord[];
  readonly rejects: readonly RejectedRecord[];
  /** Position in the source after the batch; null after the last batch. */
  readonly cursor: string | null;
}

/** A batch ends with a whole page. So with four pages per batch it is at most a quarter larger than `batchSize`. */
const PAGES_PER_BATCH = 4;

/**
 * Joins pages into batches of at least `batchSize` records; the last batch may be smaller. A page is never divided, because
 * only its end has a cursor.
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

/** Yields the same items, and requests the next item while the caller works on the current one. At most two are in memory. */
export async function* readAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    let next = requestNext(items);
    while (true) {
      const step = await next;
      if (step.done === true) return;
      next = requestNext(items);
      yield step.value;
    }
  } finally {
    // Not awaited: a source that hangs must not block the caller.
    void items.return(undefined).catch(() => {});
  }
}

function requestNext<T>(items: AsyncGenerator<T>): Promise<IteratorResult<T>> {
  const result = items.next();
  // The caller awaits the result later. Without this, an earlier rejection would be unhandled and end the process.
  result.catch(() => {});
  return result;
}
