/** Characters of JSON that one result may have, so that it fits into the context of a model. */
const MAX_CHARACTERS = 200_000;

/**
 * Keeps a list within the size of a result: items that would exceed it are passed through `shorten`.
 *
 * @param shorten - Makes an item small, and says in it that something was left out.
 */
export function withinBudget<T>(items: readonly T[], shorten: (item: T) => T): T[] {
  let left = MAX_CHARACTERS;
  return items.map((item) => {
    const { length } = JSON.stringify(item);
    if (length <= left) {
      left -= length;
      return item;
    }
    return shorten(item);
  });
}

/** A text, cut where it is longer than a result may be. */
export function cutText(text: string): { readonly text: string; readonly isCut: boolean } {
  return { text: text.slice(0, MAX_CHARACTERS), isCut: text.length > MAX_CHARACTERS };
}
