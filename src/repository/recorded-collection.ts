import { decodeVinfo, encodeVinfo, type VectorSetInfo } from "../commands/index.js";
import type { Executor } from "../executor.js";
import { isWordLanguage, type RepositoryOptions } from "../options/index.js";
import { replyOf } from "../reply.js";
import { fieldsOf, type Parameters, parametersOf, SHARD_OF } from "./collection-record.js";
import { type CollectionPlace, collectionKeys, shardPlace } from "./elements/collection-keys.js";
import { layoutOf, recordedText, type StoredPrecision } from "./precision/collection-layout.js";
import { recordedSchema } from "./schema-record.js";

/** A collection as Redis has it, for programs that did not create it. */
export interface RecordedCollection {
  /** The options with which `client.repository` opens it. */
  readonly options: RepositoryOptions;
  /** Elements in the vector set, with expired ones that were not removed yet. */
  readonly count: number;
  /** `namespace:collection` of which it is a shard, so that it cannot be opened by itself. Undefined for none. */
  readonly shardOf: string | undefined;
  readonly precision: StoredPrecision;
  readonly isRotated: boolean;
  /** What the fields of the attributes hold, such as `number` or `text|text[]`. Empty if the record does not say it. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** The outcome for one collection: undefined if there is neither a record nor a vector set. */
export type ReadCollection =
  | { readonly ok: true; readonly collection: RecordedCollection | undefined }
  | { readonly ok: false; readonly error: unknown };

/**
 * Reads the records and vector sets of collections, in one round trip, and those of shards in a second one.
 *
 * @returns the outcomes in the order of the places. A collection that cannot be read does not fail the others.
 * @throws OctavecError the code of the pipeline.
 */
export async function readRecordedCollections(
  executor: Executor,
  places: readonly CollectionPlace[],
  wait: { readonly signal?: AbortSignal | undefined },
): Promise<ReadCollection[]> {
  const whole = await readStored(executor, places, wait);
  const shardPlaces = whole.map((stored, index) =>
    stored instanceof Unreadable ? [] : shardPlacesOf(places[index]!, stored.record),
  );
  const shards = await readStored(executor, shardPlaces.flat(), wait);
  return places.map((place, index) => {
    const shardCount = shardPlaces[index]!.length;
    const parts = shardCount === 0 ? [whole[index]!] : shards.splice(0, shardCount);
    const unreadable = parts.find((part) => part instanceof Unreadable);
    if (unreadable !== undefined) return { ok: false, error: unreadable.error };
    try {
      return { ok: true, collection: recordedOf(place, parts as Stored[]) };
    } catch (error) {
      return { ok: false, error };
    }
  });
}

/** What Redis has of one key. */
interface Stored {
  readonly record: Parameters;
  readonly set: VectorSetInfo | undefined;
}

class Unreadable {
  constructor(readonly error: unknown) {}
}

async function readStored(
  executor: Executor,
  places: readonly CollectionPlace[],
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<(Stored | Unreadable)[]> {
  if (places.length === 0) return [];
  const steps = places.flatMap(({ namespace, collection }) => {
    const keys = collectionKeys(namespace, collection);
    return [["HGETALL", keys.meta], encodeVinfo(keys.vectors)];
  });
  const results = await executor.pipeline(steps, { readOnly: true, signal });
  return places.map((_, index) => {
    try {
      const record = fieldsOf(replyOf(results[2 * index], signal));
      return { record, set: decodeVinfo(replyOf(results[2 * index + 1], signal)) };
    } catch (error) {
      return new Unreadable(error);
    }
  });
}

/** The shards that a record names; none for an ordinary collection. */
function shardPlacesOf(place: CollectionPlace, record: Parameters): CollectionPlace[] {
  const names = record.get("shardNames") ?? "";
  return names === "" ? [] : names.split(",").map((name) => shardPlace(place, name));
}

/**
 * @param parts - The collection, or its shards.
 * @throws OctavecError `COLLECTION_MISMATCH` for a record that this version of octavec cannot read.
 */
function recordedOf(place: CollectionPlace, parts: readonly Stored[]): RecordedCollection | undefined {
  const { record, set } = parts[0]!;
  // A set that another program has created has no record.
  const parameters = record.has("dimension") ? record : set === undefined ? undefined : parametersOf(set);
  if (parameters === undefined) return undefined;
  const dimension = Number(parameters.get("dimension"));
  const { vectors } = collectionKeys(place.namespace, place.collection);
  const { precision, rotation } = layoutOf(parameters, dimension, vectors);
  const truncateFrom = Number(parameters.get("truncateFrom") || 0);
  const quantization = parameters.get("quantization");
  return {
    options: {
      ...place,
      dimension,
      quantization: quantization === "none" || quantization === "bin" ? quantization : "q8",
      m: Number(parameters.get("m")),
      ...(truncateFrom === 0 ? {} : { truncateFrom }),
      text: textOf(recordedText(parameters)),
      ...(parts.length === 1 ? {} : { shards: parts.length }),
    },
    count: parts.reduce((sum, part) => sum + (part.set?.size ?? 0), 0),
    shardOf: parts.length === 1 ? record.get(SHARD_OF) : undefined,
    precision,
    isRotated: rotation !== undefined,
    attributes: recordedSchema(parameters),
  };
}

/** The option `text` from the record, where it is `language:field` or `:field`. */
function textOf(recorded: string): RepositoryOptions["text"] {
  if (recorded === "") return undefined;
  const end = recorded.indexOf(":");
  const language = recorded.slice(0, end);
  const field = recorded.slice(end + 1);
  return isWordLanguage(language) ? { field, language } : { field };
}
