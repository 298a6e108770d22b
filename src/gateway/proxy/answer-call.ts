import { isOctavecError, type OctavecError } from "../../errors/index.js";
import {
  answerPost,
  mayBeCached,
  postOf,
  type Reply,
  replyOfResponse,
  withoutControls,
} from "../../provider-calls/index.js";
import { askUpstream } from "./ask-upstream.js";
import { meteredFetch } from "./metered-fetch.js";
import type { CallParts, ProxyParts } from "./proxy-parts.js";
import type { Call } from "./read-call.js";

/** The provider could not be reached, which is nothing that the gateway could mend by going around the cache. */
export class UpstreamFailed extends Error {}

/**
 * Answers a call from the cache, or by its upstream.
 * @throws UpstreamFailed; OctavecError `INVALID_ARGUMENT` for a header of the caller.
 */
export async function answerCall(parts: CallParts, call: Call, signal: AbortSignal): Promise<Reply> {
  const { embeddings, log, recorder, onAnswered } = parts;
  const { cache, url, init, upstream, caller } = call;
  const reach: typeof fetch = async (_url, asked) => {
    try {
      return await askUpstream(recorder, upstream, url, asked);
    } catch (error) {
      if (asked?.signal?.aborted === true) throw error;
      throw new UpstreamFailed(`The upstream ${upstream.name} cannot be reached.`, { cause: error });
    }
  };
  const ask = meteredFor(parts, call, reach);
  const passOn = async () =>
    replyOfResponse(await ask(url, { ...init, headers: withoutControls(init.headers), signal }));
  const { method, body } = init;
  const isRead = method === "POST" && typeof body === "string" && mayBeCached(url.pathname);
  const post = isRead
    ? postOf(url, body, { ...init, headers: new Headers(init.headers), signal })
    : undefined;
  if (post === undefined) return passOn();
  try {
    // A caller with a limit is counted at each request, so that each waits for Redis.
    const told = caller.limited === undefined ? onAnswered : undefined;
    return (
      (await answerPost({ cache, embeddings, onAnswered: told, writer: caller.writer }, post, ask)) ??
      (await passOn())
    );
  } catch (error) {
    if (error instanceof UpstreamFailed || signal.aborted || isWrongHeader(error)) throw error;
    // A defect of the cache costs the caller nothing.
    log({
      event: "cache-failed",
      upstream: upstream.name,
      code: isOctavecError(error) ? error.code : "unexpected",
    });
    return passOn();
  }
}

/** The same, with the tokens of its answers counted if the caller has a limit. */
function meteredFor(
  { limits, log }: ProxyParts,
  { caller: { limited }, url, init: { body } }: Call,
  upstream: typeof fetch,
): typeof fetch {
  if (limited?.limits.tokensPerMinute === undefined) return upstream;
  const isOfModel = typeof body === "string" && mayBeCached(url.pathname);
  return meteredFetch(upstream, {
    requestCharacters: isOfModel ? body.length : undefined,
    count: (tokens) =>
      limits
        .addTokens(limited.keyId, limited.limits, tokens)
        .catch((error: unknown) =>
          log({ event: "tokens-not-counted", code: isOctavecError(error) ? error.code : "unexpected" }),
        ),
  });
}

/** Whether the cache refused what a header of the caller says: a control, or the name of a tenant. */
export function isWrongHeader(error: unknown): error is OctavecError {
  return isOctavecError(error, "INVALID_ARGUMENT") || isOctavecError(error, "INVALID_OPTIONS");
}
