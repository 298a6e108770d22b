/** Chance to hold a share for reached that is not, over all looks together. */
const ALPHA = 0.025;
/** Shares above the target that are weighed against it. */
const COMPONENTS = 40;

/**
 * A test whether a share reaches a target, which may be asked after every trial and be believed whenever it says yes: a usual 97.5 %
 * bound, asked hundreds of times, says yes to a share just below the target in a tenth of all cases.
 *
 * It says yes when the likelihood of what was seen, averaged over shares spread evenly from the target to 1, is 40 times that
 * at the target. Under any share at or below the target the ratio is a supermartingale with mean 1, so that it ever reaches 40 with a chance
 * of at most 1 in 40 (Ville 1939; Robbins 1970, Annals of Mathematical Statistics 41:5; Howard, Ramdas, McAuliffe and Sekhon 2021,
 * Annals of Statistics 49:2).
 *
 * @param target - Between 0 and 1.
 */
export function shareTest(target: number): (right: number, wrong: number) => boolean {
  const components = Array.from({ length: COMPONENTS }, (_, at) => {
    const lack = (at + 0.5) / COMPONENTS;
    return { perRight: Math.log((1 - (1 - target) * lack) / target), perWrong: Math.log(lack) };
  });
  const needed = Math.log(COMPONENTS / ALPHA);
  return (right, wrong) => {
    // The ratios are all below 1 then.
    if (right <= target * (right + wrong)) return false;
    let greatest = Number.NEGATIVE_INFINITY;
    for (const { perRight, perWrong } of components) {
      greatest = Math.max(greatest, right * perRight + wrong * perWrong);
    }
    let sum = 0;
    for (const { perRight, perWrong } of components) {
      sum += Math.exp(right * perRight + wrong * perWrong - greatest);
    }
    return greatest + Math.log(sum) >= needed;
  };
}

/** Trials, all of them right, that it takes to say yes. */
export function leastTrials(target: number): number {
  const reaches = shareTest(target);
  let [low, high] = [0, 1];
  while (!reaches(high, 0)) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle, 0)) high = middle;
    else low = middle;
  }
  return high;
}
