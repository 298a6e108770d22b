import { compileFilter, encodeVsim } from "../../commands/index.js";
import type { Expiry } from "../expiry/expiry.js";
import { EXPIRY_FIELD } from "../expiry/stored-instant.js";
import { filterEfFor, type PreparedSearch } from "../search/search.js";

/** Elements that are asked for in addition if the server cannot leave expired ones out. */
const EXTRA_COUNT = 5;

/**
 * The search for a collection in which elements expire. Hits come with their attributes, so that the client sees their instants. If
 * every element has an instant, the server leaves the expired ones out by FILTER. If some have none, an expression that names the
 * instant would leave these out too (see `compileFilter`), so the client alone decides, and asks for more if it drops hits.
 */
export function liveSearch(
  search: PreparedSearch,
  expiry: Expiry,
  canReturnAttributes: boolean,
): PreparedSearch {
  const { limit, work } = search;
  const { filter: given, filterEf } = search.vsim;
  const attributes =
    search.attributes === "none" ? (canReturnAttributes ? "alongside" : "afterwards") : search.attributes;
  const filter = expiry.isTotal ? joined(given, notExpired(expiry.nowMs())) : given;
  const count = (search.vsim.count ?? limit) + (expiry.isTotal ? 0 : EXTRA_COUNT);
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
    drops: search.drops || !expiry.isTotal,
    widens: true,
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
