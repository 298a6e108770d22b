import { OctavecError } from "../../errors/index.js";
import type { Attributes } from "../../options/index.js";
import { nativeSearch, type SearchPage } from "../search/native-search.js";
import type { PreparedSearch } from "../search/search.js";
import type { CodedCollection } from "./coded-collection.js";
import type { StoredPrecision } from "./collection-layout.js";
import { rescoredSearch } from "./rescored-search.js";

/**
 * Answers a query by the server's scores or by codes, depending on its `precision` and the collection's layout.
 *
 * @throws OctavecError `INVALID_ARGUMENT` if the query needs codes that the collection does not keep.
 */
export function searchCollection<A extends Attributes>(
  collection: CodedCollection,
  search: PreparedSearch,
  dimension: number,
): Promise<SearchPage<A>> {
  const { keys, layout } = collection;
  const precision = search.precision ?? (layout.precision === "native" ? "native" : "rescored");
  if (precision !== "native") {
    requireCodes(precision, layout.precision, keys.vectors);
    return rescoredSearch(collection, search, dimension, precision === "exact");
  }
  const { vector } = search;
  const placed = vector === undefined ? undefined : layout.rotation?.apply(vector);
  return nativeSearch<A>(collection, keys.vectors, search, placed);
}

function requireCodes(precision: "rescored" | "exact", kept: StoredPrecision, key: string): void {
  if (kept === "float32" || (kept !== "native" && precision === "rescored")) return;
  const needed = precision === "exact" ? '"float32"' : '"residual", "float32" or "int8"';
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `search: precision: "${precision}" needs a collection created with precision ${needed}, but ${key} was created with "${kept}". ` +
      "Search it with another precision, or write its records to a new collection.",
    { details: { field: "precision", kept } },
  );
}
