import { loopTimeMs } from "../../async/index.js";

/** Applies the query's time limit to all of its round trips together: each gets the time that is left. */
export function withDeadline<T extends { readonly timeoutMs: number | undefined }>(search: T): T {
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
