import { modelLabel, tagLabel, writerLabel } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { announce } from "./announce.js";
import { dropNear } from "./drop-around.js";
import { dropLabel } from "./drop-label.js";
import { dropTagged } from "./drop-tagged.js";
import type { CheckedTarget } from "./invalidation-target.js";

export interface InvalidationReport {
  /** Entries that were there and are served no more. After a flush the count may include entries that had just expired. */
  readonly entries: number;
}

/**
 * Removes answers from all tiers of all processes.
 *
 * @param context - Of the tenant whose answers are meant.
 * @throws OctavecError with the code of what Redis refused. Part of the answers may be gone then; the call may be repeated.
 */
export async function invalidate(
  context: EntryContext,
  checked: CheckedTarget,
  signal: AbortSignal | undefined,
): Promise<InvalidationReport> {
  context.lifecycle.use();
  switch (checked.kind) {
    case "entry":
      return { entries: (await announce(context, "entry", checked.name, signal)).entries };
    case "near":
      return { entries: await dropNear(context, checked, signal) };
    case "tag":
      return { entries: await dropLabel(context, tagLabel(context.hasher, checked.name), signal) };
    case "tags":
      return { entries: await dropTagged(context, checked.tags, signal) };
    case "model":
      return { entries: await dropLabel(context, modelLabel(context.hasher, checked.name), signal) };
    case "writer":
      return { entries: await dropLabel(context, writerLabel(context.hasher, checked.name), signal) };
    case "tenant":
    case "all":
      return { entries: (await announce(context, "all", "*", signal)).entries };
  }
}
