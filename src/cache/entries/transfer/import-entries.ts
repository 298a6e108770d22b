import { decodeFloat32Blob } from "../../../commands/index.js";
import { isOctavecError, OctavecError } from "../../../errors/index.js";
import {
  type ExportedEntry,
  parseExportedEntry,
  parseOptions,
  type TransferOptions,
  transferOptionsSchema,
} from "../../../options/index.js";
import { labelsOf, SCOPE_ID_LENGTH, tagAttributes } from "../../question/index.js";
import { canonicalizePrompt, wordHashes } from "../../text/index.js";
import type { EntryContext } from "../entry-context.js";
import { embedTexts } from "../store/embed-texts.js";
import { putEntry } from "../store/put-entry.js";
import { putSettingsOf } from "../store/put-settings-of.js";
import { type Outcome, runTransfer, type TransferReport } from "./run-transfer.js";
import { spaceLabel } from "./space-label.js";

interface Row {
  readonly entry: ExportedEntry;
  readonly text: string;
  /** Life left now; 0 for never to expire. */
  readonly lifeMs: number;
  readonly vector: Float32Array | undefined;
}

/**
 * Stores exported entries under the ids that they had, with the life that they have left: what has passed since the
 * export, by the clocks of the two servers, is taken off, and what is over is skipped (`expired`).
 */
export function importEntries(
  parts: EntryContext,
  entries: Iterable<unknown> | AsyncIterable<unknown>,
  options: TransferOptions,
): Promise<TransferReport> {
  const resolved = parseOptions(transferOptionsSchema, options, "import options");
  const { signal } = resolved;
  const space = spaceLabel(parts);
  return runTransfer(entries, resolved, async (batch) => {
    const nowMs = await serverNowMs(parts, signal);
    const rows = batch.map((row) => rowOf(parts, row, space, nowMs));
    const isBare = (row: Row | Outcome): row is Row =>
      typeof row === "object" && "entry" in row && row.vector === undefined;
    const texts = rows.flatMap((row) => (isBare(row) ? [row.text] : []));
    const vectors = (await embedTexts(parts, texts, undefined, signal))?.values();
    return Promise.all(
      rows.map((row) => {
        if (typeof row === "string" || !("entry" in row)) return Promise.resolve(row);
        return putRow(parts, isBare(row) ? { ...row, vector: vectors?.next().value } : row, signal);
      }),
    );
  });
}

async function putRow(
  parts: EntryContext,
  { entry, text, lifeMs, vector }: Row,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const { entryId, response, prompt, answerId, tags, model, category, usage, staleMs } = entry;
  try {
    const { status, generation } = await putEntry(
      parts.executor,
      parts.keys,
      {
        entryId,
        answer: { response, prompt, answerId, tags, model, category, usage, staleMs },
        wordHashes: wordHashes(text),
        vector,
        labels: labelsOf(parts.hasher, { tags, model }),
        attributes: tagAttributes(parts.hasher, tags),
        // What slides does so no more: the export says only how long it had left.
        life: { lifeMs, staleMs, slideMs: 0, capMs: 0 },
        askedAt: undefined,
        createdAtMs: entry.createdAtMs,
      },
      putSettingsOf(parts),
      { signal },
    );
    parts.generation.note(generation);
    // What was held under this id is another answer now.
    parts.memory?.delete(entryId);
    return status === "stored" || status === "replaced" ? "done" : { skipped: status };
  } catch (error) {
    if (isOctavecError(error, "INVALID_VECTOR")) return { failed: error.message };
    throw error;
  }
}

function rowOf(parts: EntryContext, value: unknown, space: string, nowMs: number): Row | Outcome {
  const entry = parseExportedEntry(value);
  if ("problem" in entry) return { failed: entry.problem };
  if (entry.space !== space) {
    return {
      failed: "space: expected an entry of a cache with the same embedder, quantization and keySecret",
    };
  }
  const text = canonicalizePrompt(entry.prompt);
  if (parts.hasher.promptId(text) !== entry.entryId.slice(SCOPE_ID_LENGTH)) {
    return { failed: "entryId: does not belong to the prompt" };
  }
  const lifeMs = remainingLife(entry, nowMs);
  if (lifeMs === undefined) return { skipped: "expired" };
  if (entry.vector === undefined || parts.embedder === undefined) {
    return { entry, text, lifeMs, vector: undefined };
  }
  const blob = Buffer.from(entry.vector, "base64");
  if (blob.length !== 4 * parts.embedder.dimension) {
    return { failed: `vector: expected ${parts.embedder.dimension} dimensions` };
  }
  return { entry, text, lifeMs, vector: decodeFloat32Blob(blob) };
}

/** Whole milliseconds, 0 for never to expire; undefined when it is over. A clock that is behind does not lengthen a life. */
function remainingLife({ remainingMs, exportedAtMs }: ExportedEntry, nowMs: number): number | undefined {
  if (remainingMs === null) return 0;
  const left = Math.floor(remainingMs - Math.max(0, nowMs - exportedAtMs));
  return left < 1 ? undefined : left;
}

async function serverNowMs({ executor }: EntryContext, signal: AbortSignal | undefined): Promise<number> {
  const time = await executor.send(["TIME"], { readOnly: true, signal });
  if (!Array.isArray(time)) throw new OctavecError("UNEXPECTED_REPLY", "TIME: expected a list.");
  return Number(time[0]) * 1_000 + Math.floor(Number(time[1]) / 1_000);
}
