import type { CacheParts } from "../cache-parts.js";
import {
  type BypassReason,
  type CacheRequest,
  findQuestion,
  type IdentifiedRequest,
  identifyRequest,
} from "../request/index.js";
import { withinTime } from "../within-time.js";

export type Identity = IdentifiedRequest | { readonly bypass: BypassReason };

/**
 * Who a request is, or why it is not cached. Waits only where a conversation is to be condensed.
 * @throws OctavecError `INVALID_ARGUMENT`; what `condense` throws.
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
  return condensed(parts, finding.condense, signal).then((prompt) =>
    identifyRequest(request, { prompt, system: finding.system, context: [] }, rules),
  );
}

async function condensed(
  { condense, settings }: CacheParts,
  turns: Parameters<NonNullable<CacheParts["condense"]>>[0],
  signal: AbortSignal | undefined,
): Promise<string> {
  if (condense === undefined) return "";
  return withinTime((both) => condense(turns, { signal: both }), settings.embedTimeoutMs, signal);
}
