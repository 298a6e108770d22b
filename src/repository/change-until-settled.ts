import { backoffMs, pause } from "../async/index.js";
import { OctavecError } from "../errors/index.js";
import type { SendOptions } from "../executor.js";
import type { Attributes, ResolvedRepositoryOptions, UpdateWhereOptions } from "../options/index.js";
import { type ChangeMethod, changeElements, type ElementChange } from "./change-elements.js";
import { type JudgedElement, judged } from "./matching-pages.js";
import type { OpenCollection } from "./open-collection.js";
import { type AttributesPatch, type AttributesUpdate, patcherOf } from "./patch-attributes.js";
import { SET_UNCHANGED } from "./unchanged-elements.lua.js";

/** How often an element is tried. Each time another writer was quicker, so others make progress meanwhile. */
const MAX_ATTEMPTS = 50;
/** The pause after an attempt is random, so that writers of the same record do not meet again. */
const PAUSES = { baseDelayMs: 1, maxDelayMs: 32 };
/** The first attempts follow at once: most conflicts are with one other write. */
const ATTEMPTS_WITHOUT_PAUSE = 2;

/** How many elements a run of changes has settled. */
export interface Settled {
  /** Elements that were changed. */
  readonly done: number;
  /** Elements that `decide` left as they are. */
  readonly left: number;
  /** Elements that other writers changed during every attempt. */
  readonly unsettled: number;
}

/** What is done to the elements. */
export interface Changes {
  /** The change of an element, or undefined to leave it. */
  readonly decide: (element: JudgedElement) => ElementChange | undefined;
  readonly method: ChangeMethod;
}

/**
 * Changes elements as `decide` says. An element that another writer has changed since it was read is decided about again, with what
 * it has now, up to 50 times.
 *
 * @throws the error of the first element that failed, after the others of its round were tried. Errors of `decide`.
 */
export async function changeUntilSettled(
  opened: OpenCollection,
  elements: readonly JudgedElement[],
  { decide, method }: Changes,
  options: Pick<SendOptions, "signal" | "timeoutMs">,
): Promise<Settled> {
  let [done, left] = [0, 0];
  let pending = elements;
  for (let attempt = 1; ; attempt++) {
    const changes = pending.flatMap((element) => decide(element) ?? []);
    left += pending.length - changes.length;
    if (changes.length === 0) return { done, left, unsettled: 0 };
    const outcomes = await changeElements(opened.coded, changes, method, options);
    for (const outcome of outcomes) {
      if (outcome.kind === "failed") throw outcome.error;
      if (outcome.kind === "done") done++;
    }
    pending = outcomes.flatMap((outcome, place) =>
      outcome.kind === "changed" ? [judged({ id: changes[place]!.id, stored: outcome.stored })] : [],
    );
    if (pending.length === 0) return { done, left, unsettled: 0 };
    if (attempt === MAX_ATTEMPTS) return { done, left, unsettled: pending.length };
    if (attempt > ATTEMPTS_WITHOUT_PAUSE)
      await pause(backoffMs(attempt - ATTEMPTS_WITHOUT_PAUSE, PAUSES), options.signal);
  }
}

/** Changes of attributes as a patch says. @throws as `patcherOf`. */
export function attributeChanges<A extends Attributes>(
  call: string,
  patch: AttributesPatch<A> | AttributesUpdate<A>,
  mode: UpdateWhereOptions["mode"],
  options: ResolvedRepositoryOptions,
): Changes {
  const attributesOf = patcherOf(call, patch, mode, options);
  return {
    decide: (element) => {
      const attributes = attributesOf(element);
      return attributes === undefined ? undefined : { id: element.id, stored: element.stored, attributes };
    },
    // A function may count, so it must not be applied again after a lost reply.
    method: { call, script: SET_UNCHANGED, idempotent: typeof patch !== "function" },
  };
}

/** The error for records that could not be changed because others changed them all the time. */
export function writeConflict(call: string, details: Readonly<Record<string, number>>): OctavecError {
  return new OctavecError(
    "WRITE_CONFLICT",
    `${call}: other writers changed ${details.unsettled} of the records between reading and writing, ${MAX_ATTEMPTS} times in a row. ` +
      "These records are as the others have left them. Call it again when there are fewer writers.",
    { details },
  );
}
