import type { VectorClient, VectorRepository } from "../../index.js";
import { readRecordedCollections } from "../../repository/index.js";
import { placeOf } from "../program/option-values.js";
import { UsageError } from "../terminal/usage-error.js";

/** Opens a collection with the options of its record, with or without shards. @throws UsageError if there is none. */
export async function openRecorded(
  client: VectorClient,
  flag: string,
  given: string | undefined,
  signal: AbortSignal,
): Promise<VectorRepository> {
  const { namespace, name: collection } = placeOf(flag, given);
  const [read] = await readRecordedCollections(client.executor, [{ namespace, collection }], { signal });
  if (read?.ok === false) throw read.error;
  if (read?.collection === undefined)
    throw new UsageError(`${flag}: there is no collection ${namespace}:${collection} on this server`);
  return client.repository(read.collection.options);
}
