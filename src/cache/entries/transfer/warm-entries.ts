import { isOctavecError } from "../../../errors/index.js";
import {
  parseOptions,
  type ResolvedTransferOptions,
  type TransferOptions,
  transferOptionsSchema,
} from "../../../options/index.js";
import type { Answer } from "../../contract/index.js";
import type { CacheRequest, IdentifiedRequest } from "../../question/index.js";
import { identityOf } from "../../question/index.js";
import type { EntryContext } from "../entry-context.js";
import { embedTexts } from "../store/embed-texts.js";
import { storeAnswer } from "../store/store-answer.js";
import { type Outcome, runTransfer, type TransferReport } from "./run-transfer.js";

/** A question with its answer: what `store` takes. */
export type WarmEntry = CacheRequest & Answer;

interface Row {
  readonly identity: IdentifiedRequest;
  readonly answer: Answer;
}

/** Stores many answers: one call of the embedder for each batch, then all of it to Redis back to back. */
export function warmEntries(
  parts: EntryContext,
  entries: Iterable<WarmEntry> | AsyncIterable<WarmEntry>,
  options: TransferOptions,
): Promise<TransferReport> {
  const resolved: ResolvedTransferOptions = parseOptions(transferOptionsSchema, options, "warm options");
  const { signal } = resolved;
  return runTransfer(entries, resolved, async (batch) => {
    const rows = await Promise.all(batch.map((entry) => rowOf(parts, entry, signal)));
    const texts = rows.flatMap((row) => ("identity" in row ? [row.identity.text] : []));
    const vectors = (await embedTexts(parts, texts, undefined, signal))?.values();
    return Promise.all(
      rows.map((row) =>
        "identity" in row ? storeRow(parts, row, vectors?.next().value, signal) : Promise.resolve(row),
      ),
    );
  });
}

async function rowOf(
  parts: EntryContext,
  entry: WarmEntry,
  signal: AbortSignal | undefined,
): Promise<Row | Exclude<Outcome, "done">> {
  if (typeof entry !== "object" || entry === null) return { failed: "expected an object" };
  try {
    const { response, answerId, usage, ttlMs, ...request } = entry;
    const identity = await identityOf(parts, request, signal);
    if ("bypass" in identity) return { skipped: identity.bypass };
    return { identity, answer: { response, answerId, usage, ttlMs } };
  } catch (error) {
    return failedOrThrow(error);
  }
}

async function storeRow(
  parts: EntryContext,
  { identity, answer }: Row,
  vector: Float32Array | undefined,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  try {
    const result = await storeAnswer(parts, identity, answer, vector, undefined, { signal });
    return result.stored ? "done" : { skipped: result.reason };
  } catch (error) {
    return failedOrThrow(error);
  }
}

/** What is wrong with one entry does not stop the others; what is wrong with Redis or the embedder does. */
function failedOrThrow(error: unknown): { readonly failed: string } {
  if (isOctavecError(error, "INVALID_ARGUMENT")) return { failed: error.message };
  throw error;
}
