import { decodeVinfo } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Reply, SendOptions, StepResult } from "../executor.js";
import { forbidsScripts, type ScriptCall } from "../script.js";
import {
  outdated,
  parametersOf,
  parseRecordText,
  recordDifferences,
  recordOf,
  setDifferences,
} from "./collection-record.js";
import { type EncodedElement, encodeElement } from "./encode-element.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import type { PreparedRecord } from "./prepared-record.js";
import { mayRunScripts, noteForbiddenScripts } from "./script-permission.js";
import type { WriteOutcome } from "./upsert-account.js";
import { WRITE_ELEMENT } from "./write-element.lua.js";
import { writeInTransactions } from "./write-in-transactions.js";

/**
 * Writes records of different ids and tells each one's outcome, in order.
 *
 * Each record is one step on the server, all or nothing: the collection's record is compared with what this writer knows
 * of it, then the element is replaced or added with its code (see `write-element.lua.ts`). Replicas and AOF have it when the
 * step has; a reader sees the record from before or the new one. A user who may not run scripts writes in transactions
 * instead, which is weaker (see `write-in-transactions.ts`).
 *
 * One round trip for the batch. It may be repeated, and is after a lost reply: it leaves what the first attempt left. A
 * record that the first attempt inserted is then found and counts as updated.
 *
 * @throws the signal's reason when it was aborted before the first record was sent. Nothing was written then.
 */
export async function writeRecords(
  collection: CodedCollection,
  records: readonly PreparedRecord[],
  options: SendOptions = {},
): Promise<WriteOutcome[]> {
  const { executor } = collection;
  const elements = records.map((record) => encodeElement(collection, record));
  const send = { ...options, idempotent: true };
  if (mayRunScripts(executor)) {
    const results = await WRITE_ELEMENT.runEach(executor, callsOf(collection, elements), send);
    if (!results.some(isForbidden))
      return told(
        collection,
        results.map((result) => outcomeOf(result, collection)),
      );
    noteForbiddenScripts(executor);
  }
  return told(collection, await writeInTransactions(collection, elements, send));
}

/** The collection is looked at again before the next write when one found it to be another one. */
function told({ onOutdated }: CodedCollection, outcomes: WriteOutcome[]): WriteOutcome[] {
  if (outcomes.some((outcome) => outcome.kind === "failed" && outcome.error.code === "COLLECTION_MISMATCH"))
    onOutdated();
  return outcomes;
}

function callsOf({ keys, record }: CodedCollection, elements: readonly EncodedElement[]): ScriptCall[] {
  const native = [keys.vectors, keys.meta];
  const coded = [...native, keys.codes, keys.bounds];
  return elements.map(({ vadd, code }) => ({
    keys: code === undefined ? native : coded,
    args: [record, code?.value ?? "", code?.range ?? "", ...vadd],
  }));
}

function isForbidden(result: StepResult): boolean {
  return !result.ok && forbidsScripts(result.error);
}

function outcomeOf(result: StepResult, { keys, record }: CodedCollection): WriteOutcome {
  if (!result.ok) return { kind: "failed", error: result.error, sent: result.sent };
  if (result.value === 1) return { kind: "inserted" };
  if (result.value === 0) return { kind: "updated" };
  return { kind: "failed", error: refusalOf(result.value, keys.vectors, record), sent: true };
}

/** What the script says is in the way. */
function refusalOf(reply: Reply, key: string, record: string): OctavecError {
  const [kind, ...values] = Array.isArray(reply) ? reply : [];
  const wanted = parseRecordText(record);
  if (kind === "record") {
    const found = recordOf(values);
    return outdated(key, found, recordDifferences(found, wanted));
  }
  if (kind === "set") {
    const set = decodeVinfo(values[0] ?? null);
    if (set !== undefined) {
      const found = parametersOf(set);
      return outdated(key, found, setDifferences(found, wanted));
    }
  }
  throw new OctavecError("UNEXPECTED_REPLY", "The script that writes an element gave an unknown answer.");
}
