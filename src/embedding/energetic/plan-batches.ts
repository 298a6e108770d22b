/**
 * Splits texts into groups for a model that pads every text of a group to the longest one, so that a group costs
 * count × longest. Groups hold texts of like length and cost at most `maxCharacters`; a longer text goes alone.
 *
 * Returns positions into `texts`, shortest texts first; every position occurs once.
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
