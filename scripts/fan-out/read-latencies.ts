import { z } from "zod";
import { type Quantiles, quantilesOf } from "./slowest-of.js";

const LIST = z.array(z.number().nonnegative()).min(2);
const SCALE = z.object({
  sizes: z.array(
    z.object({
      elements: z.number(),
      searches: z.array(
        z.object({
          ef: z.number(),
          callers: z.number(),
          quantiles: z.array(z.object({ share: z.number(), ms: z.number() })),
        }),
      ),
    }),
  ),
});

/** Which of the distributions in a file of `bench -- scale`. */
export interface Choice {
  readonly elements?: number | undefined;
  readonly ef: number;
  readonly callers: number;
}

/**
 * The latencies of one shard, from a JSON list of milliseconds or from a file of `bench -- scale --json`.
 *
 * @throws Error that says which distributions the file has, if it has not the chosen one.
 */
export function readLatencies(text: string, { elements, ef, callers }: Choice): Quantiles {
  const content: unknown = JSON.parse(text);
  const list = LIST.safeParse(content);
  if (list.success) return quantilesOf(list.data);
  const sizes = SCALE.parse(content).sizes;
  const size = elements === undefined ? sizes.at(-1) : sizes.find((one) => one.elements === elements);
  const search = size?.searches.find((one) => one.ef === ef && one.callers === callers);
  if (search !== undefined) return search.quantiles;
  const known = sizes.flatMap((one) =>
    one.searches.map((of) => `${one.elements} elements, EF ${of.ef}, ${of.callers} callers`),
  );
  throw new Error(`The file has no such searches. It has: ${known.join("; ")}.`);
}
