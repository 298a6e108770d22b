import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Command, SendOptions, StepResult, Transaction } from "../../executor.js";
import { labelOf } from "../nodes/node-address.js";
import { TimeLeft } from "../nodes/time-left.js";
import type { Hop, Slot } from "./hop.js";

type Step = Command | Transaction;

/** A slot, and where its steps go next. */
export interface Stop {
  readonly slot: Slot;
  readonly hop: Hop;
}

export interface StepRouter {
  /** Where a step goes first. Throws a coded error when it can go nowhere. */
  start(step: Step): Stop;
  /** Sends steps to one node, and tells each one's outcome. Rejects when nothing was sent. */
  run(steps: readonly Step[], hop: Hop, options: SendOptions): Promise<StepResult[]>;
  /** Where a step that failed goes next; undefined: nowhere, the failure stands. */
  next(error: OctavecError, stop: Stop, redirections: number): Stop | undefined;
}

interface Travelling extends Stop {
  readonly index: number;
  readonly step: Step;
}

/**
 * Splits a pipeline by node, runs the parts at the same time, follows redirections, and puts the results back in place.
 * Steps for one node keep their order, in every round.
 *
 * @throws the signal's reason when it was aborted before anything was sent.
 */
export async function runSteps(
  steps: readonly Step[],
  options: SendOptions,
  router: StepRouter,
): Promise<StepResult[]> {
  const time = new TimeLeft(options);
  const results = new Array<StepResult | undefined>(steps.length);
  let travelling = steps.flatMap((step, index): Travelling[] => {
    const start = orFailure(() => router.start(step));
    if ("hop" in start) return [{ ...start, index, step }];
    results[index] = start;
    return [];
  });
  for (let redirections = 0; travelling.length > 0; redirections++) {
    const wait = redirections === 0 ? options : time.optionsNow;
    const further: Travelling[] = [];
    const runGroup = async (group: readonly Travelling[]) => {
      const outcomes = await runTogether(group, wait, router);
      for (const [position, traveller] of group.entries()) {
        const outcome = outcomes[position]!;
        const next = outcome.ok
          ? undefined
          : orFailure(() => router.next(outcome.error, traveller, redirections));
        if (next !== undefined && "hop" in next) further.push({ ...traveller, ...next });
        else results[traveller.index] = outcome;
      }
    };
    await Promise.all(groupsOf(travelling).map(runGroup));
    travelling = further.sort((a, b) => a.index - b.index);
  }
  const decided = results.map((result) => result!);
  if (options.signal?.aborted && decided.length > 0 && decided.every(isAbortedUnsent))
    throw options.signal.reason;
  return decided;
}

async function runTogether(
  group: readonly Travelling[],
  options: SendOptions,
  router: StepRouter,
): Promise<StepResult[]> {
  const [{ hop }] = group as [Travelling];
  try {
    return await router.run(
      group.map(({ step }) => step),
      hop,
      options,
    );
  } catch (reason) {
    const error = isOctavecError(reason)
      ? reason
      : new OctavecError("ABORTED", "The caller's signal was aborted before this was sent.", {
          cause: reason,
        });
    return group.map(() => ({ ok: false, error, sent: false }));
  }
}

function groupsOf(travelling: readonly Travelling[]): Travelling[][] {
  const groups = new Map<string, Travelling[]>();
  for (const traveller of travelling) {
    const name = `${traveller.hop.kind} ${labelOf(traveller.hop.address)}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [traveller]);
    else group.push(traveller);
  }
  return [...groups.values()];
}

function orFailure<T>(decide: () => T): T | Extract<StepResult, { ok: false }> {
  try {
    return decide();
  } catch (error) {
    if (!isOctavecError(error)) throw error;
    return { ok: false, error, sent: false };
  }
}

function isAbortedUnsent(result: StepResult): boolean {
  return !result.ok && !result.sent && isOctavecError(result.error, "ABORTED");
}
