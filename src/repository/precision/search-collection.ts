import { encodeVgetattr } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";
import type { Attributes } from "../../options/index.js";
import { readOptionalText } from "../../reply.js";
import { nativeSearch, type SearchPage } from "../search/native-search.js";
import type { PreparedSearch } from "../search/search.js";
import { withDeadline } from "../search/with-deadline.js";
import type { CodedCollection } from "./coded-collection.js";
import type { StoredPrecision } from "./collection-layout.js";
import { liveSearch } from "./live-search.js";
import { rescoredSearch } from "./rescored-search.js";

/**
 * Answers a query by the server's scores or by codes, depending on its `precision` and the collection's layout.
 *
 * @throws OctavecError `INVALID_ARGUMENT` if the query needs codes that the collection does not keep.
 */
export function searchCollection<A extends Attributes>(
  collection: CodedCollection,
  given: PreparedSearch,
  dimension: number,
): Promise<SearchPage<A>> {
  const { expiry } = collection;
  // The limit is that of all steps together.
  const search = withDeadline(given);
  if (expiry.isUsed) return searchLiving(collection, search, dimension);
  const again = () => searchLiving<A>(collection, search, dimension);
  const answered = answer<A>(collection, search, dimension, again);
  if (search.attributes !== "none" || !expiry.isDoubtful) return answered;
  // Hits without attributes do not show that elements have begun to expire.
  return Promise.all([answered, expiry.look(search)]).then(([page]) => (expiry.isUsed ? again() : page));
}

/** The search for a collection in which elements expire. It usually takes one step, and a second one if expired elements are in the way. */
async function searchLiving<A extends Attributes>(
  collection: CodedCollection,
  search: PreparedSearch,
  dimension: number,
): Promise<SearchPage<A>> {
  const { executor, expiry } = collection;
  await expiry.prepare(search);
  const canReturnAttributes = executor.capabilities.withAttributes;
  const ask = async (isFirst: boolean): Promise<SearchPage<A>> => {
    const living = liveSearch(search, expiry, { canReturnAttributes, isFirst });
    const [page, isThere] = await Promise.all([
      answer<A>(collection, living, dimension),
      isQueryLiving(collection, search),
    ]);
    return isThere ? page : { hits: [], complete: true };
  };
  if (search.widens) return ask(false);
  const { droppedCount } = expiry;
  const page = await ask(true);
  return page.hits.length >= search.limit || expiry.droppedCount === droppedCount ? page : ask(false);
}

/** False if the element whose neighbours are searched has expired. */
async function isQueryLiving(
  { executor, keys, expiry }: CodedCollection,
  { vsim, timeoutMs, signal }: PreparedSearch,
): Promise<boolean> {
  if (!("element" in vsim.query)) return true;
  const command = encodeVgetattr(keys.vectors, vsim.query.element);
  const stored = await executor.send(command, { timeoutMs, signal, readOnly: true });
  return expiry.isLive(readOptionalText("VGETATTR", stored));
}

/** @param again - Answers in the place of a search that shows that elements expire. */
function answer<A extends Attributes>(
  collection: CodedCollection,
  search: PreparedSearch,
  dimension: number,
  again?: () => Promise<SearchPage<A>>,
): Promise<SearchPage<A>> {
  const { keys, layout, expiry } = collection;
  const precision = search.precision ?? (layout.precision === "native" ? "native" : "rescored");
  if (precision !== "native") {
    requireCodes(precision, layout.precision, keys.vectors);
    return rescoredSearch<A>(collection, search, dimension, precision === "exact").then((page) =>
      again !== undefined && expiry.isUsed ? again() : page,
    );
  }
  const { vector } = search;
  const placed = vector === undefined ? undefined : layout.rotation?.apply(vector);
  return nativeSearch<A>(collection, keys.vectors, search, { placed, again });
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
