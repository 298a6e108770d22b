import { compileFilter, encodeVsim } from "../../commands/index.js";
import type { Expiry } from "../expiry/expiry.js";
import { EXPIRY_FIELD } from "../expiry/stored-instant.js";
import { filterEfFor, type PreparedSearch } from "../search/search.js";

/** Elements that are asked for in addition if the client alone leaves expired ones out. */
const EXTRA_COUNT = 5;

/**
 * The search for a collection in which elements expire. Hits come with their attributes, so that the client sees their instants.
 *
 * - If every element has an instant, the server leaves expired ones out by FILTER.
 * - If some have none, an expression that names the instant would leave these out too (see `compileFilter`). So the client alone
 *   decides, and asks for more if it drops hits.
 * - A search without a filter first asks without FILTER for a few more hits (`isFirst`), because FILTER takes several times as
 *   long: with 10,000 elements of 128 dimensions 2.1 instead of 0.3 ms (8.6.3), and 3.7 instead of 1.0 ms (8.0.2).
 */
export function liveSearch(
  search: PreparedSearch,
  expiry: Expiry,
  { canReturnAttributes, isFirst }: { readonly canReturnAttributes: boolean; readonly isFirst: boolean },
): PreparedSearch {
  const { limit, work } = search;
  const { filter: given, filterEf } = search.vsim;
  const byServer = expiry.isTotal && !isFirst;
  const attributes =
    search.attributes === "none" ? (canReturnAttributes ? "alongside" : "afterwards") : search.attributes;
  const filter = byServer ? joined(given, notExpired(expiry.nowMs())) : given;
  const count = (search.vsim.count ?? limit) + (byServer ? 0 : EXTRA_COUNT);
  const vsim = {
    ...search.vsim,
    count,
    filter,
    filterEf: filter === undefined ? undefined : (filterEf ?? filterEfFor(limit)),
    withAttributes: attributes === "alongside",
  };
  return {
    ...search,
    vsim,
    command: encodeVsim(vsim),
    attributes,
    drops: search.drops || !byServer,
    widens: !isFirst,
    work: filter !== undefined && work.kind === "graph" ? { ...work, kind: "filtered" } : work,
    timeoutMs: search.timeoutMs,
  };
}

function notExpired(nowMs: number): string {
  return compileFilter({ type: "gt", field: EXPIRY_FIELD, value: Math.floor(nowMs) }).expression!;
}

/** Both are conjunctions or bind tighter, so they need no parentheses. */
function joined(given: string | undefined, own: string): string {
  return given === undefined ? own : `${given} and ${own}`;
}
