import { decodeAttributes, matchesChecked } from "../../commands/index.js";
import type { Command } from "../../executor.js";
import { askServer, type Found, fetchAttributes, type PreparedSearch, type SearchedSet } from "./search.js";
import { type Effort, withEffort } from "./search-effort.js";

export interface SearchStep {
  /** The elements that match the filter, best first by the server's scores. */
  readonly matching: readonly Found[];
  /** How many the server returned. */
  readonly found: number;
  /** Of the last element that the server returned; no element that it left out has a higher one. */
  readonly lastScore: number | undefined;
}

/**
 * One question to the server, and a second round trip for attributes that do not come with the hits. The client applies the part
 * of the filter that the server cannot decide.
 *
 * @param options.minScore - Elements below it are dropped before their attributes are read.
 */
export function searchStep(
  searched: SearchedSet,
  key: string,
  search: PreparedSearch,
  { effort, command, minScore }: { effort: Effort; command: Command; minScore?: number | undefined },
): Promise<SearchStep> {
  // Not an async function, which would wrap the promise of the command in others.
  return askServer(searched, withEffort(search, effort), command).then((elements) => {
    const near = minScore === undefined ? elements : elements.filter(({ score }) => score >= minScore);
    const without =
      search.attributes === "afterwards" ? near.filter((element) => !("attributes" in element)) : [];
    return without.length === 0
      ? stepOf(elements, near, search)
      : fetchAttributes(searched.executor, key, without, search).then(() => stepOf(elements, near, search));
  });
}

function stepOf(
  elements: readonly Found[],
  near: readonly Found[],
  { residual }: PreparedSearch,
): SearchStep {
  return {
    matching:
      residual === undefined
        ? near
        : near.filter((element) => {
            element.decoded =
              element.attributes === undefined ? undefined : decodeAttributes(element.attributes);
            return matchesChecked(residual, element.decoded);
          }),
    found: elements.length,
    lastScore: elements.at(-1)?.score,
  };
}
