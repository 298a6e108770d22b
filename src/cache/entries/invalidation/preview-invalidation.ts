import { OctavecError } from "../../../errors/index.js";
import { readInteger, readTexts } from "../../../reply.js";
import { modelLabel, tagLabel, writerLabel } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { idsWithLabels } from "../read/read-labelled.js";
import { readGeneration, readLiving } from "../read/read-living.js";
import { findNear } from "./drop-around.js";
import type { CheckedTarget } from "./invalidation-target.js";

/** What `invalidate` would remove at this moment. */
export interface InvalidationPreview {
  /** Entries that would be removed. With more than `limit` the count may include entries that have just expired. */
  readonly entries: number;
  /** Whether there are no others. False for `near` if a whole page of neighbours is near enough: there may be more. */
  readonly complete: boolean;
  /** Up to `limit` of them, with the questions under which they are stored. */
  readonly listed: readonly { readonly entryId: string; readonly prompt: string }[];
}

export interface PreviewOptions {
  /** Most entries that are listed, 1 to 1,000. Default 10. */
  readonly limit?: number | undefined;
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 1_000;

/** The ids that a target means, some of them if there are many. */
interface Meant {
  readonly ids: readonly string[];
  readonly count: number;
  readonly complete: boolean;
}

/**
 * What `invalidate` would remove. Changes nothing.
 *
 * @throws OctavecError `INVALID_ARGUMENT`; the codes of commands, and for `near` what the embedder throws.
 */
export async function previewInvalidation(
  context: EntryContext,
  checked: CheckedTarget,
  { limit = DEFAULT_LIMIT, signal }: PreviewOptions,
): Promise<InvalidationPreview> {
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "previewInvalidation: limit: expected a whole number from 1 to 1,000.",
    );
  }
  context.lifecycle.use();
  const generation = await readGeneration(context, signal);
  const { ids, count, complete } = await meantBy(context, checked, { generation, limit, signal });
  const options = { signal, fromPrimary: true, withQuarantined: true };
  const read = await readLiving(context, generation, ids.slice(0, limit), options);
  const listed = read.entries.map(({ living: { entry } }) => ({
    entryId: entry.entryId,
    prompt: entry.prompt,
  }));
  return { entries: count <= limit ? listed.length : count, complete, listed };
}

interface Reading {
  readonly generation: string;
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
}

async function meantBy(context: EntryContext, checked: CheckedTarget, reading: Reading): Promise<Meant> {
  const { hasher } = context;
  switch (checked.kind) {
    case "entry":
      return all([checked.name]);
    case "tag":
      return withLabels(context, [tagLabel(hasher, checked.name)], reading);
    case "tags":
      return withLabels(
        context,
        checked.tags.map((tag) => tagLabel(hasher, tag)),
        reading,
      );
    case "model":
      return withLabels(context, [modelLabel(hasher, checked.name)], reading);
    case "writer":
      return withLabels(context, [writerLabel(hasher, checked.name)], reading);
    case "near": {
      const { entryIds, complete } = await findNear(context, checked, reading.signal);
      return { ids: entryIds, count: entryIds.length, complete };
    }
    case "tenant":
    case "all":
      return everything(context, reading);
  }
}

async function withLabels(
  context: EntryContext,
  labels: readonly string[],
  { generation, signal }: Reading,
): Promise<Meant> {
  return all(await idsWithLabels(context, generation, labels, { signal }));
}

async function everything(
  { executor, keys }: EntryContext,
  { generation, limit, signal }: Reading,
): Promise<Meant> {
  const key = keys.expiries(generation);
  const count = await executor.send(["ZCARD", key], { readOnly: true, signal });
  const ids = await executor.send(["ZRANGE", key, "0", String(limit - 1)], { readOnly: true, signal });
  return { ids: readTexts("ZRANGE", ids), count: readInteger("ZCARD", count), complete: true };
}

function all(ids: readonly string[]): Meant {
  return { ids, count: ids.length, complete: true };
}
