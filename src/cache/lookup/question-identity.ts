import type { CacheParts } from "../cache-parts.js";
import { failureCode } from "../failure-code.js";
import {
  type BypassReason,
  type CacheMessage,
  type CacheRequest,
  findQuestion,
  type IdentifiedRequest,
  identifyRequest,
} from "../request/index.js";
import { within } from "../within.js";

export type Identity =
  | IdentifiedRequest
  | { readonly bypass: BypassReason; readonly errorCode?: string | undefined };

/**
 * Who a request is, or why it is not cached. Waits only where a conversation is to be condensed.
 * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason.
 */
export function identityOf(
  parts: CacheParts,
  request: CacheRequest,
  signal: AbortSignal | undefined,
): Identity | Promise<Identity> {
  const { settings, hasher, space } = parts;
  const rules = { hasher, space, maxPromptChars: settings.maxPromptChars };
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
  { condense, settings }: CacheParts,
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
