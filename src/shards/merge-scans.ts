import { compareIds } from "./merge-hits.js";

/** The records of several scans, each in the order of its ids, as one scan in that order. One record of each is held in memory. */
export async function* mergeScans<R extends { readonly id: string }>(
  scans: readonly AsyncGenerator<R, void, void>[],
): AsyncGenerator<R, void, void> {
  try {
    const heads = await Promise.all(scans.map((scan) => scan.next()));
    while (true) {
      const least = placeOfLeast(heads);
      if (least === undefined) return;
      yield heads[least]!.value as R;
      heads[least] = await scans[least]!.next();
    }
  } finally {
    // Not awaited: a scan may be waiting for a server that does not answer.
    void Promise.allSettled(scans.map((scan) => scan.return()));
  }
}

function placeOfLeast(heads: readonly IteratorResult<{ readonly id: string }, void>[]): number | undefined {
  let least: number | undefined;
  let leastId = "";
  for (const [place, head] of heads.entries()) {
    if (head.done) continue;
    const { id } = head.value;
    if (least === undefined || compareIds(id, leastId) < 0) [least, leastId] = [place, id];
  }
  return least;
}
