import { within } from "../../async/index.js";
import { failureCode, OctavecError } from "../../errors/index.js";
import { canonicalizePrompt } from "../../text/index.js";
import type { BypassReason, CacheMessage, CacheRequest, IdentifiedRequest } from "./cache-request.js";
import { findQuestion, type MediaInput, type Question } from "./question.js";
import type { QuestionContext } from "./question-context.js";
import { scopeIdOf } from "./scope-id.js";

/** Longer prompts are not cached: no embedder reads so much, and two of them are hardly ever the same question. UTF-16 units. */
const MAX_PROMPT_CHARS = 8_192;
/** Models shrink images to a few hundred pixels a side before they look at them. */
const MAX_IMAGE_BYTES = 20 * 2 ** 20;
const MAX_TAGS = 16;
const MAX_TAG_CHARS = 640;
const MAX_WRITER_CHARS = 128;
const NO_TAGS: readonly string[] = [];
const ENTRY_ID = /^[A-Za-z0-9_-]{43}$/;

interface Bypass {
  readonly bypass: BypassReason;
  readonly errorCode?: string | undefined;
}

/**
 * The identity of a request, or why it is not cached. Waits only if a conversation is to be condensed.
 * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason.
 */
export function identityOf(
  context: QuestionContext,
  request: CacheRequest,
  signal: AbortSignal | undefined,
): IdentifiedRequest | Bypass | Promise<IdentifiedRequest | Bypass> {
  const found = findQuestion(request, context.settings);
  if ("bypass" in found) return found;
  if ("prompt" in found) return identify(context, request, found);
  return condensed(context, found.condense, signal).then((result) =>
    typeof result === "string"
      ? identify(context, request, { prompt: result, system: found.system, context: [] })
      : result,
  );
}

async function condensed(
  { condense, settings }: QuestionContext,
  turns: readonly CacheMessage[],
  signal: AbortSignal | undefined,
): Promise<string | Bypass> {
  try {
    const prompt: unknown = await within(settings.embedTimeoutMs, signal, async (bounded) =>
      condense?.(turns, { signal: bounded }),
    );
    return typeof prompt === "string" ? prompt : { bypass: "condense-failed" };
  } catch (error) {
    signal?.throwIfAborted();
    return { bypass: "condense-failed", errorCode: failureCode(error) };
  }
}

/** Hashes the canonical form, so that requests which differ only in white space and the like are one entry. */
function identify(
  context: QuestionContext,
  { scope, tags, category, writer }: CacheRequest,
  question: Question,
): IdentifiedRequest | Bypass {
  const { prompt } = question;
  if (typeof prompt !== "string")
    return identifyMedia(context, { scope, tags, category, writer }, question, prompt);
  if (prompt.length > MAX_PROMPT_CHARS) return { bypass: "prompt-too-long" };
  const text = canonicalizePrompt(prompt);
  if (text === "") return { bypass: "empty-prompt" };
  checkCategory(category);
  const scopeId = scopeIdOf(context, scope, question);
  const sorted = checkTags(tags);
  return {
    entryId: scopeId + promptIdOf(context, text, sorted),
    scopeId,
    text,
    prompt,
    tags: sorted,
    category,
    model: scope?.model,
    ...checkWriter(writer),
  };
}

/** An image is hashed byte by byte, and code with its line ends made equal. */
function identifyMedia(
  context: QuestionContext,
  { scope, tags, category, writer }: Pick<CacheRequest, "scope" | "tags" | "category" | "writer">,
  question: Question,
  { modality, input }: MediaInput,
): IdentifiedRequest | Bypass {
  const content = "image" in input ? input.image : "code" in input ? input.code.replace(/\r\n?/g, "\n") : "";
  if (content.length > (typeof content === "string" ? MAX_PROMPT_CHARS : MAX_IMAGE_BYTES)) {
    return { bypass: "prompt-too-long" };
  }
  if (content.length === 0 || (typeof content === "string" && content.trim() === "")) {
    return { bypass: "empty-prompt" };
  }
  checkCategory(category);
  const { hasher } = context;
  const textScopeId = scopeIdOf(context, scope, question);
  const scopeId = hasher.scopeIdOfModality(modality, textScopeId);
  const contentId = hasher.contentId(modality, content);
  const prompt = typeof content === "string" ? content : nameOfImage(contentId);
  return {
    entryId: scopeId + contentId,
    scopeId,
    text: prompt,
    prompt,
    tags: checkTags(tags),
    category,
    model: scope?.model,
    ...checkWriter(writer),
    media: { modality, input, contentId, textScopeId },
  };
}

/** What stands for an image where a text is shown or stored. */
export function nameOfImage(contentId: string): string {
  return `image ${contentId}`;
}

function checkCategory(category: unknown): void {
  if (category === undefined || (typeof category === "string" && category.length > 0)) return;
  throw new OctavecError("INVALID_ARGUMENT", "category: expected a text.");
}

/** @returns a field for it, if there is one. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkWriter(writer: unknown): { readonly writer?: string } {
  if (writer === undefined) return {};
  if (typeof writer === "string" && writer.length > 0 && writer.length <= MAX_WRITER_CHARS) return { writer };
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `writer: expected a text of 1 to ${MAX_WRITER_CHARS} characters, such as the id of a user.`,
  );
}

/**
 * The part of an entry's id that is made of its question.
 *
 * @param tags - Sorted. They count where answers of one question are kept apart by their tags.
 */
export function promptIdOf(
  { settings, hasher }: Pick<QuestionContext, "settings" | "hasher">,
  text: string,
  tags: readonly string[],
): string {
  return hasher.promptId(settings.separateByTags ? JSON.stringify([text, tags]) : text);
}

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function checkEntryId(entryId: unknown): string {
  if (typeof entryId === "string" && ENTRY_ID.test(entryId)) return entryId;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "entryId: expected the 43 characters that a hit or store() gave.",
  );
}

/** @returns them sorted, each once. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkTags(tags: readonly string[] | undefined): readonly string[] {
  if (tags === undefined) return NO_TAGS;
  if (!Array.isArray(tags) || tags.length > MAX_TAGS) {
    throw new OctavecError("INVALID_ARGUMENT", `tags: expected a list of at most ${MAX_TAGS} texts.`);
  }
  for (const [index, tag] of tags.entries()) {
    if (typeof tag !== "string" || tag.length === 0 || tag.length > MAX_TAG_CHARS) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `tags[${index}]: expected a text of 1 to ${MAX_TAG_CHARS} characters.`,
        { details: { index } },
      );
    }
  }
  return tags.length < 2 ? tags : [...new Set(tags)].sort();
}
