import type { SendOptions } from "../../../executor.js";
import { readList } from "../../../reply.js";
import type { LivingEntry } from "../../contract/index.js";
import { questionLabel, tagLabel } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { readGeneration, readLiving } from "./read-living.js";

/** Entries of one question that are read at most. More differ in tags of which the request names none. */
const MAX_ENTRIES = 64;

/** Ids of the entries that carry every one of the labels. One round trip, whose time grows with the rarest label. */
export async function idsWithLabels(
  { executor, keys }: Pick<EntryContext, "executor" | "keys">,
  generation: string,
  labels: readonly string[],
  options: SendOptions,
): Promise<string[]> {
  const names = labels.map((label) => keys.label(generation, label));
  const reply = await executor.send(["SINTER", ...names], { ...options, readOnly: true });
  return readList("SINTER", reply).map(String);
}

/**
 * The latest entry of a question that carries all the tags and perhaps others, upper and lower case being the same. One on probation
 * only if there is no other. For caches that keep answers apart by their tags. Three round trips.
 */
export async function readLatestOfQuestion(
  context: Pick<EntryContext, "executor" | "keys" | "codec" | "hasher">,
  {
    prompt,
    tags,
    scopeId,
  }: { readonly prompt: string; readonly tags: readonly string[]; readonly scopeId: string },
  options: SendOptions,
): Promise<LivingEntry | undefined> {
  const { hasher } = context;
  const labels = [questionLabel(hasher, prompt), ...tags.map((tag) => tagLabel(hasher, tag))];
  const generation = await readGeneration(context, options.signal);
  const ids = (await idsWithLabels(context, generation, labels, options)).filter((id) =>
    id.startsWith(scopeId),
  );
  if (ids.length === 0) return undefined;
  const { entries } = await readLiving(context, generation, ids.slice(0, MAX_ENTRIES), options);
  return entries
    .map(({ living }) => living)
    .sort((a, b) => onProbation(a) - onProbation(b) || b.entry.createdAtMs - a.entry.createdAtMs)
    .at(0);
}

function onProbation({ entry }: LivingEntry): number {
  return entry.onProbation === true ? 1 : 0;
}
