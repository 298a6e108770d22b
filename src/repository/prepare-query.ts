import type { VectorShape } from "./elements/prepare-vector.js";
import type { OpenCollection } from "./open-collection.js";
import { type PreparedSearch, prepareSearch, type SearchQuery } from "./search/search.js";

/**
 * Checks and encodes a query for a collection. Does no I/O.
 *
 * @throws OctavecError as `prepareSearch`, and `UNSUPPORTED_SERVER` for a threaded search on a server that it can crash.
 */
export function prepareQuery(
  { executor, keys, options, threading }: OpenCollection,
  query: SearchQuery,
  widens: boolean,
  shape: VectorShape = options,
): PreparedSearch {
  const { withAttributes: canReturnAttributes } = executor.capabilities;
  const place = { canReturnAttributes, schema: options.attributes, widens };
  const search = prepareSearch(query, keys.vectors, shape, place);
  threading.check(search.threading);
  return search;
}
