import { matchesChecked } from "../../commands/index.js";
import type { Command } from "../../executor.js";
import type { Expiry } from "../expiry/expiry.js";
import { storedAttributes } from "../expiry/stored-instant.js";
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
      ? stepOf(elements, near, search, searched.expiry)
      : fetchAttributes(searched.executor, key, without, search).then(() =>
          stepOf(elements, near, search, searched.expiry),
        );
  });
}

function stepOf(
  elements: readonly Found[],
  near: readonly Found[],
  { residual }: PreparedSearch,
  expiry: Expiry,
): SearchStep {
  return {
    matching: near.filter((element) => {
      if (!expiry.isLive(element.attributes)) return false;
      if (residual === undefined) return true;
      element.decoded = storedAttributes(element.attributes);
      return matchesChecked(residual, element.decoded);
    }),
    found: elements.length,
    lastScore: elements.at(-1)?.score,
  };
}
