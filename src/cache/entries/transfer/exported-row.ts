import { decodeFloat32Blob } from "../../../commands/index.js";
import { isOctavecError } from "../../../errors/index.js";
import { type ExportedEntry, parseExportedEntry } from "../../../options/index.js";
import { canonicalizePrompt } from "../../../text/index.js";
import type { StructuredAnswer } from "../../contract/index.js";
import {
  canEmbed,
  nameOfImage,
  promptIdOf,
  type QuestionToEmbed,
  SCOPE_ID_LENGTH,
} from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { type EntryToPut, putEntry } from "../store/put-entry.js";
import { receivedAnswer } from "../store/received-answer.js";
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
 * @throws OctavecError `INVALID_ARGUMENT` for an answer in parts that is none.
 */
export function exportedRow(
  context: EntryContext,
  value: unknown,
  nowMs: number,
  signal: AbortSignal | undefined,
): TransferRow | RowOutcome {
  const parsed = parseExportedEntry(value);
  if ("problem" in parsed) return { failed: parsed.problem };
  const { entryId, response, structured, prompt, answerId, tags, model, category, usage, staleMs, modality } =
    parsed;
  const { writer, onProbation } = parsed;
  if (parsed.space !== spaceLabel(context)) {
    return {
      failed: "space: expected an entry of a cache with the same embedder, quantization and keySecret",
    };
  }
  const question = questionOf(context, parsed);
  if (question === undefined) return { failed: "entryId: does not belong to the prompt" };
  const lifeMs = remainingLife(parsed, nowMs);
  if (lifeMs === undefined) return { skipped: "expired" };
  const { embedder } = context;
  const blob =
    parsed.vector === undefined || embedder === undefined ? undefined : Buffer.from(parsed.vector, "base64");
  if (modality === "image" && blob === undefined && canEmbed(embedder, question)) {
    return { failed: "vector: an export does not hold images, so an entry of one needs its vector" };
  }
  if (blob !== undefined && blob.length !== 4 * (embedder?.dimension ?? 0)) {
    return { failed: `vector: expected ${embedder?.dimension} dimensions` };
  }
  const given = (structured as StructuredAnswer | undefined) ?? response;
  const answer = receivedAnswer("warm", { response: given, answerId, usage });
  const toPut = {
    entry: {
      ...answer,
      entryId,
      prompt,
      answerId,
      tags,
      model,
      category,
      usage,
      modality,
      writer,
      onProbation,
    },
    text: question.text,
    // A sliding entry slides no more: the export only says how long it had left.
    life: { lifeMs, staleMs, slideMs: 0, capMs: 0 },
    askedAt: undefined,
    createdAtMs: parsed.createdAtMs,
  };
  return {
    question,
    vector: blob === undefined ? undefined : decodeFloat32Blob(blob),
    store: (vector) => putExported(context, { ...toPut, vector }, signal),
  };
}

/** What to embed for an exported entry; undefined if its id is not that of its prompt. */
function questionOf(
  context: EntryContext,
  { entryId, prompt, tags, modality }: ExportedEntry,
): QuestionToEmbed | undefined {
  const contentId = entryId.slice(SCOPE_ID_LENGTH);
  if (modality === undefined) {
    const text = canonicalizePrompt(prompt);
    return promptIdOf(context, text, tags) === contentId ? { text } : undefined;
  }
  const isOwn =
    modality === "image"
      ? prompt === nameOfImage(contentId)
      : context.hasher.contentId(modality, prompt) === contentId;
  // The bytes of an image are not there: its vector must come along.
  const input = modality === "image" ? { image: new Uint8Array() } : { code: prompt };
  return isOwn ? { text: prompt, media: { modality, contentId, input } } : undefined;
}

async function putExported(
  context: EntryContext,
  toPut: EntryToPut,
  signal: AbortSignal | undefined,
): Promise<RowOutcome> {
  try {
    const { status } = await putEntry(context, toPut, { signal });
    // What memory holds under this id is another answer now.
    context.memory?.delete(toPut.entry.entryId);
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
