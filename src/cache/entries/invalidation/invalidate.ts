import { OctavecError } from "../../../errors/index.js";
import { listOf } from "../../../reply.js";
import { Script } from "../../../script.js";
import { modelLabel, tagLabel } from "../../question/index.js";
import type { EntryContext } from "../entry-context.js";
import { FLUSH } from "../scripts/flush.lua.js";
import { dropNear } from "./drop-around.js";
import { dropLabel } from "./drop-label.js";
import type { CheckedTarget } from "./invalidation-target.js";
import { removeEntry } from "./remove-entry.js";

const flush = new Script(FLUSH, { readOnly: false });

export interface InvalidationReport {
  /** Entries that were there and are served no more. After a flush the count may include entries that had just expired. */
  readonly entries: number;
}

/**
 * Removes answers from all tiers of all processes.
 *
 * @param parts - Of the tenant whose answers are meant.
 * @throws OctavecError with the code of what Redis refused. It may have been done in part then, and may be repeated.
 */
export async function invalidate(
  parts: EntryContext,
  checked: CheckedTarget,
  signal: AbortSignal | undefined,
): Promise<InvalidationReport> {
  parts.lifecycle.use();
  switch (checked.kind) {
    case "entry":
      return { entries: await removeEntry(parts, checked.name, signal) };
    case "near":
      return { entries: await dropNear(parts, checked.near, checked.similarity, signal) };
    case "tag":
      return { entries: await dropLabel(parts, tagLabel(parts.hasher, checked.name), signal) };
    case "model":
      return { entries: await dropLabel(parts, modelLabel(parts.hasher, checked.name), signal) };
    case "tenant":
    case "all":
      return leaveGeneration(parts, signal);
  }
}

async function leaveGeneration(
  parts: EntryContext,
  signal: AbortSignal | undefined,
): Promise<InvalidationReport> {
  const { executor, keys, settings, memory } = parts;
  const args = [String(settings.coherence.streamMaxLength)];
  const reply = await flush.run(executor, keys.generation, args, { signal, idempotent: true });
  const [generation, entries, eventId] = listOf(reply);
  if (typeof generation !== "string" || typeof entries !== "number" || typeof eventId !== "string") {
    throw unexpected();
  }
  parts.generation.note(generation);
  memory?.apply({ id: eventId, kind: "all", what: "*" });
  return { entries };
}

function unexpected(): OctavecError {
  return new OctavecError(
    "UNEXPECTED_REPLY",
    "The invalidation script answered with a shape that is not known: expected a count and the id of an event.",
  );
}
