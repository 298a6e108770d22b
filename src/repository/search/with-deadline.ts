import { loopTimeMs } from "../../async/index.js";
import type { PreparedSearch } from "./search.js";

/** Applies the query's time limit to all of its round trips together: each gets the time that is left. */
export function withDeadline(search: PreparedSearch): PreparedSearch {
  const { timeoutMs } = search;
  if (timeoutMs === undefined) return search;
  const endsAtMs = loopTimeMs() + timeoutMs;
  return {
    ...search,
    get timeoutMs() {
      return Math.max(1, Math.ceil(endsAtMs - loopTimeMs()));
    },
  };
}
