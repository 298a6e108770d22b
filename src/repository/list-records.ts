import type { Filter } from "../commands/index.js";
import {
  type Attributes,
  checkCountWhereOptions,
  checkFindTuning,
  checkScanTuning,
  type FindTuning,
  type ScanTuning,
} from "../options/index.js";
import { checkId } from "./elements/check-id.js";
import { expiresAtOf } from "./expiry/stored-instant.js";
import {
  DEFAULT_BATCH_SIZE,
  filterOf,
  type JudgedElement,
  type Listing,
  matchingPages,
} from "./matching-pages.js";
import type { OpenCollection } from "./open-collection.js";
import type { StoredRecord } from "./stored-record.js";

/** A record of a listing. */
export interface ListedRecord<A extends Attributes = Attributes> {
  readonly id: string;
  /** Absent unless `includeVectors` is true. */
  readonly vector?: Float32Array;
  readonly attributes?: A;
  /** From when on it has expired: milliseconds since 1970 by the server's clock. Absent if it never expires. */
  readonly expiresAtMs?: number;
}

export interface ScanOptions extends ScanTuning {
  /** Records for which `matches` is true. Default: every record. */
  filter?: Filter | undefined;
}

export interface FindOptions extends FindTuning {
  /** Records for which `matches` is true. Default: every record. */
  filter?: Filter | undefined;
}

/** The records that a call with these options returns. */
export type Listed<A extends Attributes, Options> = Options extends { readonly includeVectors: true }
  ? StoredRecord<A>
  : ListedRecord<A>;

const OWN_FIELDS: ReadonlySet<string> = new Set(["filter"]);
const DEFAULT_LIMIT = 10;

/** Checks the options at once and reads when it is iterated. */
export function scanRecords<A extends Attributes>(
  opened: OpenCollection,
  options: ScanOptions,
): AsyncGenerator<ListedRecord<A>, void, void> {
  return records(opened, listingOf(opened, checkScanTuning(options, OWN_FIELDS), "scan"));
}

export async function findRecords<A extends Attributes>(
  opened: OpenCollection,
  options: FindOptions,
): Promise<ListedRecord<A>[]> {
  const { limit = DEFAULT_LIMIT, ...given } = checkFindTuning(options, OWN_FIELDS);
  const batchSize = given.filter === undefined ? Math.min(limit, DEFAULT_BATCH_SIZE) : DEFAULT_BATCH_SIZE;
  const found: ListedRecord<A>[] = [];
  for await (const record of records<A>(opened, listingOf(opened, { ...given, batchSize }, "find"))) {
    found.push(record);
    if (found.length === limit) break;
  }
  return found;
}

export async function countRecords(
  opened: OpenCollection,
  filter: Filter,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<number> {
  const { signal } = checkCountWhereOptions(options);
  const listing = { filter: filterOf(opened, filter), signal };
  let count = 0;
  for await (const { matching } of matchingPages(opened, listing)) count += matching.length;
  return count;
}

function listingOf(
  opened: OpenCollection,
  { filter, after, batchSize, includeVectors, signal }: ScanOptions,
  call: string,
): Listing {
  return {
    filter: filter === undefined ? undefined : filterOf(opened, filter),
    after: after === undefined ? undefined : checkId(after, `${call}: after`),
    batchSize,
    includeVectors,
    signal,
  };
}

async function* records<A extends Attributes>(
  opened: OpenCollection,
  listing: Listing,
): AsyncGenerator<ListedRecord<A>, void, void> {
  for await (const { matching } of matchingPages(opened, listing)) {
    for (const element of matching) {
      listing.signal?.throwIfAborted();
      yield recordOf<A>(element);
    }
  }
}

function recordOf<A extends Attributes>({ id, vector, attributes, stored }: JudgedElement): ListedRecord<A> {
  const expiresAtMs = expiresAtOf(stored);
  return {
    id,
    ...(vector === undefined ? {} : { vector }),
    ...(attributes === undefined ? {} : { attributes: attributes as A }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}
