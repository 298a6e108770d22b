import { tagLabel } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { idsWithLabels } from "../read/read-labelled.js";
import { readGeneration } from "../read/read-living.js";
import { removeEntries } from "./announce.js";
import { dropLabel } from "./drop-label.js";

/** Removes the entries that carry every one of the tags. @returns how many there were. */
export async function dropTagged(
  context: EntryContext,
  tags: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const labels = tags.map((tag) => tagLabel(context.hasher, tag));
  const [only, ...more] = labels;
  if (only !== undefined && more.length === 0) return dropLabel(context, only, signal);
  const generation = await readGeneration(context, signal);
  return removeEntries(context, await idsWithLabels(context, generation, labels, { signal }), signal);
}
