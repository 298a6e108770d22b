import type {
  CacheRequest,
  ReplayOptions,
  SemanticCache,
  WrapOptions,
  WrappedAnswer,
} from "../cache/index.js";
import { isOctavecError } from "../errors/index.js";
import { eventFormat } from "./event-format.js";
import { answerOfMessage } from "./message-answer.js";
import type { Post } from "./post.js";
import { type Provider, parseObject } from "./provider.js";
import { headersOf, jsonReply, type Reply, replyOfResponse } from "./reply.js";
import { UpstreamReply } from "./upstream-reply.js";

/** A call that may be answered from the cache. */
export interface CachedCall extends Post {
  readonly cache: SemanticCache;
  readonly provider: Provider;
  readonly request: CacheRequest;
  readonly options: WrapOptions;
}

interface Calling {
  readonly upstream: typeof fetch;
  readonly replay: ReplayOptions | undefined;
}

/** @throws what `upstream` throws, unchanged. */
export async function answerCall(call: CachedCall, calling: Calling): Promise<Reply> {
  const { provider, body, url } = call;
  try {
    return await (provider.wantsEvents(body, url) ? streamed(call, calling) : whole(call, calling));
  } catch (error) {
    if (error instanceof UpstreamReply) return error.passedOn();
    if (isOctavecError(error, "NOT_CACHED")) return notCached(error.message);
    throw error;
  }
}

async function whole(
  { cache, provider, request, options, url, init }: CachedCall,
  { upstream }: Calling,
): Promise<Reply> {
  let made: UpstreamReply | undefined;
  const produce = async (signal: AbortSignal) => {
    const reply = await UpstreamReply.of(await upstream(url, { ...init, signal }));
    const message = reply.isOk ? parseObject(reply.text) : undefined;
    if (message === undefined) throw reply;
    made = reply;
    return answerOfMessage(provider, message);
  };
  const answer = await cache.wrap(request, produce, { ...options, signal: init.signal ?? undefined });
  const headers = cacheHeaders(answer);
  if (made !== undefined && !answer.hit && answer.shared !== true) return made.passedOn(headers);
  if (answer.structured?.raw === undefined) return replyOfResponse(await upstream(url, init));
  return jsonReply(answer.structured.raw, headers);
}

async function streamed(
  { cache, provider, request, options, url, body, init }: CachedCall,
  { upstream, replay = {} }: Calling,
): Promise<Reply> {
  let headers: Headers | undefined;
  const produce = async (signal: AbortSignal) => {
    const response = await upstream(url, { ...init, signal });
    const isEvents = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (!response.ok || !isEvents || response.body === null) throw await UpstreamReply.of(response);
    headers = headersOf(response);
    return response.body as ReadableStream<Uint8Array>;
  };
  const answer = await cache.wrapStream(request, produce, {
    ...options,
    signal: init.signal ?? undefined,
    format: eventFormat(provider, `events ${url.pathname}`, body, replay),
    replay,
  });
  if (answer.hit && (await answer.answer).structured?.raw === undefined) {
    await answer.stream.cancel();
    return replyOfResponse(await upstream(url, init));
  }
  const isOwn = !answer.hit && answer.shared !== true;
  const sent = new Headers(isOwn ? headers : { "content-type": "text/event-stream; charset=utf-8" });
  for (const [name, value] of Object.entries(cacheHeaders(answer))) sent.set(name, value);
  return { status: 200, headers: sent, body: answer.stream as ReadableStream<Uint8Array<ArrayBuffer>> };
}

/** What the caller is told of an answer. */
export function cacheHeaders(answer: Omit<WrappedAnswer, "response">): Record<string, string> {
  const { similarity, entryId, ageMs, savedTokens } = answer;
  const headers: Record<string, string> = { "x-octavec-cache": outcomeOf(answer) };
  if (similarity !== undefined) headers["x-octavec-similarity"] = similarity.toFixed(4);
  if (entryId !== undefined) headers["x-octavec-entry"] = entryId;
  if (savedTokens !== undefined) headers["x-octavec-saved"] = String(savedTokens);
  if (ageMs !== undefined) headers.age = String(Math.floor(ageMs / 1_000));
  return headers;
}

function outcomeOf({ hit, tier, stale, shared, reason }: Omit<WrappedAnswer, "response">): string {
  if (hit) return stale === true ? "stale" : `hit-${tier}`;
  if (shared === true) return "shared";
  return reason === "bypass" ? "bypass" : "miss";
}

/** https://www.rfc-editor.org/rfc/rfc9111#name-only-if-cached */
function notCached(message: string): Reply {
  const body = { error: { type: "not_cached", message } };
  return jsonReply(body, { "x-octavec-cache": "miss" }, 504);
}
