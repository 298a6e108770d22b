import type { CacheContext } from "../context/index.js";
import type { EntrySearcher } from "./search/search-entries.js";

/** What reading and writing entries needs. */
export interface EntryContext extends CacheContext {
  /** Undefined without an embedder: then entries are found by their exact question only. */
  readonly searcher: EntrySearcher | undefined;
}
