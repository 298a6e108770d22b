import { within } from "../../async/index.js";
import { failureCode } from "../../errors/index.js";
import type { BypassReason, CacheMessage, CacheRequest, IdentifiedRequest } from "./cache-request.js";
import { identifyRequest } from "./identify-request.js";
import { findQuestion } from "./question.js";
import type { QuestionContext } from "./question-context.js";

export type Identity =
  | IdentifiedRequest
  | { readonly bypass: BypassReason; readonly errorCode?: string | undefined };

/**
 * Who a request is, or why it is not cached. Waits only where a conversation is to be condensed.
 * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason.
 */
export function identityOf(
  parts: QuestionContext,
  request: CacheRequest,
  signal: AbortSignal | undefined,
): Identity | Promise<Identity> {
  const { settings, hasher, space } = parts;
  const rules = { hasher, space };
  const finding = findQuestion(request, settings);
  if ("bypass" in finding) return finding;
  if ("question" in finding) return identifyRequest(request, finding.question, rules);
  return condensed(parts, finding.condense, signal).then((result) =>
    "bypass" in result
      ? result
      : identifyRequest(request, { prompt: result.prompt, system: finding.system, context: [] }, rules),
  );
}

async function condensed(
  { condense, settings }: QuestionContext,
  turns: readonly CacheMessage[],
  signal: AbortSignal | undefined,
): Promise<{ prompt: string } | Extract<Identity, { bypass: BypassReason }>> {
  if (condense === undefined) return { bypass: "condense-failed" };
  try {
    const prompt: unknown = await within(settings.embedTimeoutMs, signal, (bounded) =>
      condense(turns, { signal: bounded }),
    );
    return typeof prompt === "string" ? { prompt } : { bypass: "condense-failed" };
  } catch (error) {
    signal?.throwIfAborted();
    return { bypass: "condense-failed", errorCode: failureCode(error) };
  }
}
