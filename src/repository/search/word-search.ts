import { type CheckedFilter, checkFilter, matchesChecked } from "../../commands/index.js";
import { OctavecError, reading } from "../../errors/index.js";
import type { Executor } from "../../executor.js";
import {
  type Attributes,
  attributeKinds,
  checkSearchTuning,
  type OperationOptions,
  type ResolvedRepositoryOptions,
} from "../../options/index.js";
import { forbidsScripts } from "../../script.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import { type Expiry, withoutExpired } from "../expiry/expiry.js";
import { storedAttributes } from "../expiry/stored-instant.js";
import { type CollectionWords, DocumentRanking, type Fusion, type RankedDocument } from "../words/index.js";
import type { SearchPage } from "./native-search.js";
import { DEFAULT_LIMIT, OWN_FIELDS, type SearchHit, type SearchQuery } from "./search.js";
import { withDeadline } from "./with-deadline.js";
import { mergeHits, windowOf } from "./word-fusion.js";
import type { HybridHit, HybridQuery, TextHit, TextQuery } from "./word-query.js";

interface WordCollection {
  readonly executor: Executor;
  readonly keys: CollectionKeys;
  readonly options: ResolvedRepositoryOptions;
  /** Undefined without an index of words. */
  readonly words: CollectionWords | undefined;
  readonly expiry: Expiry;
}

/** What a search by words needs of its repository. */
export interface WordSearched<A extends Attributes> {
  readonly opened: WordCollection;
  planVector(query: SearchQuery): PlannedPage<A, SearchHit<A>>;
}

export interface PlannedPage<A extends Attributes, Hit> {
  readonly wait: OperationOptions;
  readonly run: () => Promise<SearchPage<A, Hit>>;
}

const WORD_FIELDS: ReadonlySet<string> = new Set([...OWN_FIELDS, "text", "fusion"]);
const TEXT_TUNING: ReadonlySet<string> = new Set([
  ...["text", "filter", "limit", "includeAttributes", "timeoutMs", "signal"],
]);
/** With a filter that drops documents, each page is larger than the one before. */
const PER_HIT = 4;
const MAX_PAGE = 2_000;

export function hasText(query: SearchQuery | TextQuery | HybridQuery): query is TextQuery | HybridQuery {
  return reading("search", "INVALID_ARGUMENT", () => query?.text !== undefined);
}

/** Checks a query with `text`, and returns its time limit, and a function that answers it when the collection is open. */
export function planWordSearch<A extends Attributes>(
  searched: WordSearched<A>,
  query: TextQuery | HybridQuery,
): PlannedPage<A, TextHit<A> | HybridHit<A>> {
  const { text, fusion, ...given } = checkSearchTuning<TextQuery | HybridQuery>(query, WORD_FIELDS);
  const { limit = DEFAULT_LIMIT, includeAttributes = true, filter, timeoutMs, signal } = given;
  const isHybrid = given.vector !== undefined || given.id !== undefined || given.examples !== undefined;
  const index = requireIndex(searched.opened);
  if (typeof text !== "string") throw invalid("text", "text: expected a string.");
  const checked =
    filter === undefined
      ? undefined
      : checkFilter(filter, attributeKinds(searched.opened.options.attributes));
  const wait = { timeoutMs, signal };
  const words = index.queryWords(text);
  const byWords = (count: number) =>
    wordHits<A>(
      searched.opened,
      { words: index.stems(words), limit: count, filter: checked, includeAttributes },
      wait,
    );
  if (!isHybrid) {
    requireTextTuning({ ...given, fusion });
    return { wait, run: async () => ({ hits: await byWords(limit), complete: true }) };
  }
  const checkedFusion = fusionOf(fusion);
  if (given.diversity !== undefined)
    throw invalid("diversity", "diversity: expected no text beside it. Search by vector alone.");
  const window = windowOf(limit);
  const vector = searched.planVector({ ...given, limit: window } as SearchQuery);
  return {
    wait,
    run: async () => {
      // Both are sent before either is answered, so they take one round trip together.
      const [near, named] = await Promise.all([vector.run(), byWords(window)]);
      const hits = mergeHits<A>(near.hits, named, checkedFusion, window);
      return { hits: hits.slice(0, limit), complete: near.complete };
    },
  };
}

async function wordHits<A extends Attributes>(
  { executor, keys, expiry }: Pick<WordCollection, "executor" | "keys" | "expiry">,
  {
    words,
    limit,
    filter,
    includeAttributes,
  }: {
    words: readonly string[];
    limit: number;
    filter: CheckedFilter | undefined;
    includeAttributes: boolean;
  },
  wait: OperationOptions,
): Promise<TextHit<A>[]> {
  const limited = withDeadline({ timeoutMs: wait.timeoutMs, signal: wait.signal });
  // The attributes also say whether an element has expired.
  const ranking = new DocumentRanking({ executor, keys }, { words, wait: limited });
  const hits: TextHit<A>[] = [];
  for (let size = filter === undefined ? limit : limit * PER_HIT; ; size *= PER_HIT) {
    const count = Math.max(limit, Math.min(size, MAX_PAGE));
    const documents = await ranking.page(count).catch(rethrowForbidden);
    for (const document of await withoutExpired(expiry, documents, ({ attributes }) => attributes, limited)) {
      const hit = hitOf<A>(document, filter, includeAttributes);
      if (hit !== undefined) hits.push(hit);
    }
    if (hits.length >= limit || documents.length < count) return hits.slice(0, limit);
  }
}

/** @returns undefined for a document that does not match, or whose element another program has removed. */
function hitOf<A extends Attributes>(
  { id, score, attributes: stored }: RankedDocument,
  filter: CheckedFilter | undefined,
  includeAttributes: boolean,
): TextHit<A> | undefined {
  if (stored === undefined) return undefined;
  const attributes = storedAttributes(stored);
  if (filter !== undefined && !matchesChecked(filter, attributes)) return undefined;
  if (!includeAttributes || attributes === undefined) return { id, textScore: score };
  return { id, textScore: score, attributes: attributes as A };
}

function requireIndex({ words, keys }: Pick<WordCollection, "words" | "keys">): CollectionWords {
  if (words !== undefined) return words;
  throw invalid(
    "text",
    `text: expected a collection with an index of words, which ${keys.vectors} was not opened with. Create it with the option text: { field }.`,
  );
}

function requireTextTuning(given: object): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || TEXT_TUNING.has(name)) continue;
    throw invalid(name, `${name}: expected a vector, an id or examples beside text.`);
  }
}

/** Checks and copies the fusion. */
function fusionOf(fusion: Fusion | undefined): Fusion {
  if (fusion === undefined || fusion === "rrf") return "rrf";
  const { vectorWeight, ...others } = reading("search: fusion", "INVALID_ARGUMENT", () => ({
    ...(Object(fusion) as { vectorWeight?: unknown }),
  }));
  const isWeight = typeof vectorWeight === "number" && vectorWeight >= 0 && vectorWeight <= 1;
  if (isWeight && Object.keys(others).length === 0) return { vectorWeight };
  throw invalid("fusion", 'fusion: expected "rrf" or { vectorWeight } with a number from 0 to 1.');
}

function invalid(field: string, message: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `search: ${message}`, { details: { field } });
}

function rethrowForbidden(error: unknown): never {
  if (!forbidsScripts(error)) throw error;
  throw new OctavecError(
    "NOT_AUTHORIZED",
    "search: text: the words are searched by a script, and this Redis user may run none. Allow it the commands EVALSHA_RO and " +
      "EVAL_RO (ACL SETUSER … +evalsha_ro +eval_ro).",
    { cause: error, details: { missing: ["evalsha_ro", "eval_ro"] } },
  );
}
