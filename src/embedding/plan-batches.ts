/**
 * Splits texts into batches for a model that pads every text of a batch to the longest one, so that a batch costs
 * count × longest. A batch holds texts of similar length and costs at most `maxCharacters`; a longer text is a batch by
 * itself.
 *
 * @returns positions in `texts`, shortest texts first. Every position occurs once.
 */
export function planBatches(texts: readonly string[], maxCharacters: number): number[][] {
  const lengthOf = (index: number) => texts[index]?.length ?? 0;
  const byLength = [...texts.keys()].sort((a, b) => lengthOf(a) - lengthOf(b));
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of byLength) {
    if (batch.length > 0 && (batch.length + 1) * lengthOf(index) > maxCharacters) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
