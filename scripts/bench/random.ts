export { seededRandom, shuffled } from "../../src/cli/index.js";

/** Standard normal, by Box and Muller. */
export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
