import { decodeFloat32Blob } from "../../../commands/index.js";
import { isOctavecError, OctavecError } from "../../../errors/index.js";
import { type ExportedEntry, parseExportedEntry } from "../../../options/index.js";
import { canonicalizePrompt, wordHashes } from "../../../text/index.js";
import { labelsOf, SCOPE_ID_LENGTH, tagAttributes } from "../../question/index.js";
import type { EntryContext } from "../entry-context.js";
import { putEntry, putSettingsOf } from "../store/put-entry.js";
import { spaceLabel } from "./export-entries.js";
import type { RowOutcome, TransferRow } from "./run-transfer.js";

/** Whether a value of the source is meant as an entry of `export`: only those have both fields. */
export function isExported(value: unknown): boolean {
  return typeof value === "object" && value !== null && "entryId" in value && "space" in value;
}

/**
 * An exported entry, checked. It is stored under the id that it had, with the life that it has left: the time since the
 * export, by the clocks of the two servers, is taken off, and an entry whose life is over is skipped (`expired`).
 *
 * @param nowMs - The server's clock, milliseconds since 1970.
 */
export function exportedRow(
  context: EntryContext,
  value: unknown,
  nowMs: number,
  signal: AbortSignal | undefined,
): TransferRow | RowOutcome {
  const entry = parseExportedEntry(value);
  if ("problem" in entry) return { failed: entry.problem };
  if (entry.space !== spaceLabel(context)) {
    return {
      failed: "space: expected an entry of a cache with the same embedder, quantization and keySecret",
    };
  }
  const text = canonicalizePrompt(entry.prompt);
  if (context.hasher.promptId(text) !== entry.entryId.slice(SCOPE_ID_LENGTH)) {
    return { failed: "entryId: does not belong to the prompt" };
  }
  const lifeMs = remainingLife(entry, nowMs);
  if (lifeMs === undefined) return { skipped: "expired" };
  const blob =
    entry.vector === undefined || context.embedder === undefined
      ? undefined
      : Buffer.from(entry.vector, "base64");
  if (blob !== undefined && blob.length !== 4 * (context.embedder?.dimension ?? 0)) {
    return { failed: `vector: expected ${context.embedder?.dimension} dimensions` };
  }
  return {
    text,
    vector: blob === undefined ? undefined : decodeFloat32Blob(blob),
    store: (vector) => storeExported(context, { entry, text, lifeMs, vector }, signal),
  };
}

async function storeExported(
  context: EntryContext,
  row: { entry: ExportedEntry; text: string; lifeMs: number; vector: Float32Array | undefined },
  signal: AbortSignal | undefined,
): Promise<RowOutcome> {
  const { entryId, response, prompt, answerId, tags, model, category, usage, staleMs } = row.entry;
  try {
    const { status, generation } = await putEntry(
      context.executor,
      context.keys,
      {
        entryId,
        answer: { response, prompt, answerId, tags, model, category, usage, staleMs },
        wordHashes: wordHashes(row.text),
        vector: row.vector,
        labels: labelsOf(context.hasher, { tags, model }),
        attributes: tagAttributes(context.hasher, tags),
        // A sliding entry slides no more: the export only says how long it had left.
        life: { lifeMs: row.lifeMs, staleMs, slideMs: 0, capMs: 0 },
        askedAt: undefined,
        createdAtMs: row.entry.createdAtMs,
      },
      putSettingsOf(context),
      { signal },
    );
    context.generation.note(generation);
    // What memory holds under this id is another answer now.
    context.memory?.delete(entryId);
    return status === "stored" || status === "replaced" ? "done" : { skipped: status };
  } catch (error) {
    if (isOctavecError(error, "INVALID_VECTOR")) return { failed: error.message };
    throw error;
  }
}

/**
 * Life left in whole milliseconds, 0 for never to expire; undefined when it is over. A server whose clock is behind does not
 * lengthen a life.
 */
function remainingLife({ remainingMs, exportedAtMs }: ExportedEntry, nowMs: number): number | undefined {
  if (remainingMs === null) return 0;
  const left = Math.floor(remainingMs - Math.max(0, nowMs - exportedAtMs));
  return left < 1 ? undefined : left;
}

/** The server's clock in milliseconds since 1970. */
export async function serverNowMs(
  { executor }: EntryContext,
  signal: AbortSignal | undefined,
): Promise<number> {
  const time = await executor.send(["TIME"], { readOnly: true, signal });
  if (!Array.isArray(time)) throw new OctavecError("UNEXPECTED_REPLY", "TIME: expected a list.");
  return Number(time[0]) * 1_000 + Math.floor(Number(time[1]) / 1_000);
}
