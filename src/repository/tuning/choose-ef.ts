/** Each value is a quarter more than the one before: a finer choice is within what queries can tell apart. */
const STEP = 1.25;
/** Three steps, which is about twice as much. */
const LEAP = 3;

/** The values of EF that may be chosen, from `least` to `most`, ascending. */
export function efLadder(least: number, most: number): number[] {
  const ladder = [];
  for (let ef = Math.min(least, most); ef < most; ef = Math.ceil(ef * STEP)) ladder.push(ef);
  return [...ladder, most];
}

interface ChosenEf<T> {
  /** What was measured with the smallest EF that is enough; undefined if none is. */
  readonly chosen: T | undefined;
  /** With every EF that was tried, ascending. */
  readonly measured: readonly T[];
}

/**
 * The smallest EF of the ladder that is enough, if more is never worse. It measures with about twice as much each time until that is
 * enough, and then halves the part between. If more is sometimes worse, the EF below the chosen one was still not enough.
 */
export async function chooseEf<T>(
  ladder: readonly number[],
  measure: (ef: number) => Promise<T>,
  isEnough: (measured: T) => boolean,
): Promise<ChosenEf<T>> {
  const byPlace = new Map<number, T>();
  const reaches = async (place: number): Promise<boolean> => {
    const measured = await measure(ladder[place]!);
    byPlace.set(place, measured);
    return isEnough(measured);
  };
  const last = ladder.length - 1;
  let [tooSmall, place] = [-1, 0];
  while (!(await reaches(place))) {
    if (place === last) return { chosen: undefined, measured: inOrder(byPlace) };
    tooSmall = place;
    place = Math.min(last, place + LEAP);
  }
  while (place - tooSmall > 1) {
    const middle = Math.floor((tooSmall + place) / 2);
    if (await reaches(middle)) place = middle;
    else tooSmall = middle;
  }
  return { chosen: byPlace.get(place), measured: inOrder(byPlace) };
}

function inOrder<T>(byPlace: ReadonlyMap<number, T>): T[] {
  return [...byPlace].sort(([a], [b]) => a - b).map(([, measured]) => measured);
}
