import { OctavecError } from "../../errors/index.js";
import { checkFilter } from "./check-filter.js";
import { compileFilter } from "./compile-filter.js";
import type { Filter } from "./filter.js";

/**
 * The server's expression for a filter, for VSIM FILTER, where nobody checks attributes on the client. The expression also holds
 * for values of other types that the server reads as the same number, such as the text "10" for 10.
 *
 * @throws OctavecError `INVALID_FILTER` as `checkFilter`, and for a filter of which the server can decide no part.
 */
export function encodeFilter(filter: Filter): string {
  const { expression } = compileFilter(checkFilter(filter));
  if (expression !== undefined) return expression;
  throw new OctavecError(
    "INVALID_FILTER",
    "The server cannot decide any part of this filter. Search with a repository, which checks the attributes of the hits.",
  );
}
