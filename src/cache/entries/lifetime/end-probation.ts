import type { SendOptions } from "../../../executor.js";
import { Script } from "../../../script.js";
import type { EntryContext } from "../context/entry-context.js";
import { END_PROBATION } from "../scripts/probation.lua.js";

const endScript = new Script(END_PROBATION, { readOnly: false });

/**
 * Ends the probation of an entry that was found right. One round trip; none in a cache without probation.
 *
 * @throws what Redis answers.
 */
export async function endProbation(
  { executor, keys, settings, memory, instanceId }: EntryContext,
  entryId: string,
  options: SendOptions,
): Promise<void> {
  if (settings.probation === false) return;
  const args = [entryId, String(settings.coherence.streamMaxLength), instanceId];
  const event = await endScript.run(executor, keys.generation, args, { ...options, idempotent: true });
  if (typeof event === "string" && event !== "") memory?.apply({ id: event, kind: "put", what: entryId });
}
