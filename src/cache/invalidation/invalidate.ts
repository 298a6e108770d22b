import { OctavecError } from "../../errors/index.js";
import type { Reply } from "../../executor.js";
import { Script } from "../../script.js";
import { type CacheParts, noteGeneration } from "../cache-parts.js";
import { modelLabel, tagLabel } from "../labels.js";
import { FLUSH } from "../script/index.js";
import { dropCluster, dropNear } from "./drop-around.js";
import { dropLabel } from "./drop-label.js";
import type { CheckedTarget } from "./invalidation-target.js";
import { removeEntry } from "./remove-entry.js";

const flush = new Script(FLUSH, { readOnly: false });

export interface InvalidationReport {
  /** Entries that were there and are served no more. Of a flush, those that had just expired may be among them. */
  readonly entries: number;
}

/**
 * Makes answers disappear from all tiers of all processes.
 * @param parts - Of the tenant that is meant.
 * @throws OctavecError whatever keeps Redis from doing it: then it may have been done in part, and
 * may be done again.
 */
export async function invalidate(
  parts: CacheParts,
  checked: CheckedTarget,
  signal: AbortSignal | undefined,
): Promise<InvalidationReport> {
  parts.lifecycle.use();
  switch (checked.kind) {
    case "entry":
      return { entries: await removeEntry(parts, checked.name, signal) };
    case "near":
      return { entries: await dropNear(parts, checked.near, checked.similarity, signal) };
    case "cluster":
      return { entries: await dropCluster(parts, checked.name, signal) };
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
  parts: CacheParts,
  signal: AbortSignal | undefined,
): Promise<InvalidationReport> {
  const { executor, keys, settings, memory } = parts;
  const args = [String(settings.coherence.streamMaxLength)];
  const reply = await flush.run(executor, keys.generation, args, { signal, idempotent: true });
  const [generation, entries, eventId] = listOf(reply);
  if (typeof generation !== "string" || typeof entries !== "number" || typeof eventId !== "string") {
    throw unexpected();
  }
  noteGeneration(parts, generation);
  memory?.apply({ id: eventId, kind: "all", what: "*" });
  return { entries };
}

function listOf(reply: Reply): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}

function unexpected(): OctavecError {
  return new OctavecError(
    "UNEXPECTED_REPLY",
    "The invalidation script answered with a shape that is not known: expected a count and the id of an event.",
  );
}
