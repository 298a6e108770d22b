import type { CommandArgument, Reply, SendOptions, StepResult } from "../executor.js";
import { listOf, reasonOf, unexpectedReply } from "../reply.js";
import type { Script } from "../script.js";
import { EMPTY_RECORD_TEXT } from "./collection-record.js";
import { packCalls } from "./pack-calls.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { wordsIn } from "./prepared-record.js";
import { explainForbiddenScript } from "./requires-scripts.js";
import type { CollectionWords } from "./words/index.js";
import { refusalOf, reopenIfOutdated } from "./write-records.js";

/** A change of one element, under the condition that its attributes are still those that were read. */
export interface ElementChange {
  readonly id: string;
  /** The attributes that were read, byte for byte. */
  readonly stored: Buffer;
  /** New attributes; undefined for a deletion. */
  readonly attributes?: string | undefined;
}

/** What became of a change. With `changed`, another writer was quicker, and `stored` are the attributes now. */
export type ChangeOutcome =
  | { readonly kind: "done" | "absent" }
  | { readonly kind: "changed"; readonly stored: Buffer }
  | { readonly kind: "failed"; readonly error: unknown };

/** How the elements of one call are changed. */
export interface ChangeMethod {
  /** Name of the user's call, for messages. */
  readonly call: string;
  readonly script: Script;
  /** Whether a change may be sent again after a lost reply. */
  readonly idempotent: boolean;
}

/**
 * Changes elements, each only if it is as it was read, and returns the outcome of each, in order. One round trip.
 *
 * @throws the signal's reason if it was aborted before anything was sent.
 */
export async function changeElements(
  collection: CodedCollection,
  changes: readonly ElementChange[],
  { call, script, idempotent }: ChangeMethod,
  options: Pick<SendOptions, "signal" | "timeoutMs">,
): Promise<ChangeOutcome[]> {
  const { executor, keys, words, expiry } = collection;
  // The text of a record without fields, for a set that another program made.
  const record = collection.record || EMPTY_RECORD_TEXT;
  // The set's own key stands for a key that is not needed.
  const instants = expiry.isUsed ? keys.expiry : keys.vectors;
  const optionalKeys = words !== undefined ? [instants, keys.words] : expiry.isUsed ? [instants] : [];
  const calls = packCalls(changes.map((change) => ({ args: argsOf(change, words) })));
  const results = await script.runEach(
    executor,
    calls.map((elements) => ({
      keys: [keys.vectors, keys.meta, keys.codes, ...optionalKeys],
      args: [record, ...elements.flatMap(({ args }) => args)],
    })),
    { ...options, idempotent, binary: true },
  );
  const outcomes = results.flatMap((result, place) =>
    outcomesOf(result, calls[place]!.length, { call, key: keys.vectors, record, signal: options.signal }),
  );
  return reopenIfOutdated(collection, outcomes);
}

function argsOf(
  { id, stored, attributes }: ElementChange,
  words: CollectionWords | undefined,
): CommandArgument[] {
  if (attributes === undefined) return [id, stored];
  return [
    id,
    stored,
    attributes,
    ...(words === undefined ? [] : [words.entryOf(wordsIn(attributes, words))]),
  ];
}

function outcomesOf(
  result: StepResult,
  count: number,
  {
    call,
    key,
    record,
    signal,
  }: { call: string; key: string; record: string; signal: AbortSignal | undefined },
): ChangeOutcome[] {
  const all = (outcome: ChangeOutcome) => new Array<ChangeOutcome>(count).fill(outcome);
  if (!result.ok)
    return all({ kind: "failed", error: reasonOf(explainForbiddenScript(call, result.error), signal) });
  const [kind, ...values] = listOf(result.value);
  if (String(kind) === "record")
    return all({ kind: "failed", error: refusalOf(["record", ...values.map(String)], key, record) });
  const outcomes = listOf(values[0]).map(outcomeOf);
  if (outcomes.length === count && outcomes.every((outcome) => outcome !== undefined)) return outcomes;
  throw unexpectedReply(`The script of ${call}`, "an outcome for each element", result.value);
}

function outcomeOf(reply: Reply): ChangeOutcome | undefined {
  if (reply === 1) return { kind: "done" };
  if (reply === 0) return { kind: "absent" };
  return Buffer.isBuffer(reply) ? { kind: "changed", stored: reply } : undefined;
}
