import { OctavecError } from "../../errors/index.js";
import {
  type RecordedCollection,
  readRecordedCollections,
  type VectorRepository,
} from "../../repository/index.js";
import type { McpReach, ReachableCollections } from "../contract/reach.js";
import { recordedSchema } from "./recorded-schema.js";

/** A collection that a caller may use, and the repository for it. */
export interface OpenedCollection {
  readonly recorded: RecordedCollection;
  readonly repository: VectorRepository;
}

/** The collections of a caller. @throws OctavecError `NOT_AUTHORIZED` if it may use none. */
export function collectionsOf({ collections }: McpReach): ReachableCollections {
  if (collections !== undefined) return collections;
  throw new OctavecError("NOT_AUTHORIZED", "This caller may use no collection.");
}

/** Opens a collection by its record. @returns undefined if there is none. @throws as `openCollection`, except for one that is missing. */
export async function tryOpenCollection(
  reach: McpReach,
  name: string,
  signal: AbortSignal,
): Promise<OpenedCollection | undefined> {
  const place = collectionsOf(reach).names.placeOf(name);
  const [read] = await readRecordedCollections(reach.client.executor, [place], { signal });
  if (read?.ok === false) throw read.error;
  const recorded = read?.collection;
  if (recorded === undefined) return undefined;
  // For each call anew: what was learned from an earlier record would have to be followed.
  const repository = reach.client.repository({
    ...recorded.options,
    attributes: recordedSchema(recorded.attributes),
  });
  return { recorded, repository };
}

/**
 * Opens a collection by its record.
 *
 * @throws OctavecError `INVALID_ARGUMENT` for a wrong name or one of no collection; `NOT_AUTHORIZED`; `COLLECTION_MISMATCH` for a
 * record of a later version; the codes of commands.
 */
export async function openCollection(
  reach: McpReach,
  name: string,
  signal: AbortSignal,
): Promise<OpenedCollection> {
  return (await tryOpenCollection(reach, name, signal)) ?? refuse();
}

function refuse(): never {
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "collection: there is none of this name. list_collections gives the names.",
  );
}
