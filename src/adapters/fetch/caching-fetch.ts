import type { CacheRequest, ReplayOptions, SemanticCache, WrappedAnswer } from "../../cache/index.js";
import { isOctavecError, requireKnownFields } from "../../errors/index.js";
import { ANTHROPIC_MESSAGES } from "./anthropic-messages.js";
import { type CallControls, takeControls } from "./call-headers.js";
import { eventFormat } from "./event-format.js";
import { GOOGLE_CONTENT } from "./google-content.js";
import { answerOfMessage } from "./message-answer.js";
import { OPENAI_CHAT } from "./openai-chat.js";
import { OPENAI_RESPONSES } from "./openai-responses.js";
import { type JsonObject, type Provider, parseObject } from "./provider.js";
import { headersOf, UpstreamReply } from "./upstream-reply.js";

export interface CachingFetchOptions {
  /** The cache of the answers. Without a tenant of its own, each call needs the header `x-octavec-tenant`. */
  readonly cache: SemanticCache;
  /** What calls the provider. Default: what the global `fetch` is when this function is created. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How a stored answer is streamed. */
  readonly replay?: ReplayOptions | undefined;
}

/** The calls that are cached, by the end of their path. */
const ROUTES: readonly (readonly [RegExp, Provider])[] = [
  [/\/chat\/completions$/, OPENAI_CHAT],
  [/\/responses$/, OPENAI_RESPONSES],
  [/\/v1\/messages$/, ANTHROPIC_MESSAGES],
  [/:(stream)?generateContent$/i, GOOGLE_CONTENT],
];

/**
 * A `fetch` for the SDKs of model providers. It answers calls of chat completions, responses, messages and generateContent from a
 * semantic cache, streamed or not, and passes every other call on. What the provider sends reaches the caller byte for byte;
 * errors are passed on and never stored.
 *
 * @example
 * import { createCachingFetch } from "octavec/fetch";
 *
 * const caching = createCachingFetch({ cache });
 * // const openai = new OpenAI({ fetch: caching });
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function createCachingFetch(options: CachingFetchOptions): typeof globalThis.fetch {
  requireKnownFields(options, {
    what: "options of createCachingFetch",
    fields: ["cache", "fetch", "replay"],
  });
  // Taken now, so that the result may become the global `fetch`.
  const upstream = options.fetch ?? globalThis.fetch;
  return async (input, init) => {
    const call = await readCall(options, input, init);
    return call === undefined ? upstream(input, init) : answer(call, options, upstream);
  };
}

interface CachedCall {
  readonly cache: SemanticCache;
  readonly provider: Provider;
  readonly request: CacheRequest;
  readonly controls: CallControls;
  readonly url: URL;
  readonly body: JsonObject;
  readonly init: RequestInit;
}

/** Undefined for a call that is not to be answered from the cache. */
async function readCall(
  { cache }: CachingFetchOptions,
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
): Promise<CachedCall | undefined> {
  const given = input instanceof Request ? input : undefined;
  const url = new URL(given?.url ?? String(input));
  const provider = ROUTES.find(([path]) => path.test(url.pathname))?.[1];
  const method = init?.method ?? given?.method ?? "GET";
  if (provider === undefined || method.toUpperCase() !== "POST") return undefined;
  const text = init?.body ?? (given === undefined ? undefined : await given.clone().text());
  if (typeof text !== "string") return undefined;
  const body = parseObject(text);
  if (body === undefined) return undefined;
  const headers = new Headers(init?.headers ?? given?.headers);
  const controls = takeControls(headers);
  const read = provider.read(body, url);
  if (!read.cacheable || !streamsEvents(provider, body, url)) return undefined;
  const { tenant, request } = controls;
  return {
    cache: tenant === undefined ? cache : cache.forTenant(tenant),
    provider,
    request: { ...read.request, ...request },
    controls,
    url,
    body,
    init: { ...init, method, headers, body: text, signal: init?.signal ?? given?.signal ?? null },
  };
}

/** Google also streams JSON arrays, which are passed on. */
function streamsEvents(provider: Provider, body: JsonObject, url: URL): boolean {
  const isArray = provider === GOOGLE_CONTENT && url.searchParams.get("alt") !== "sse";
  return !isArray || !provider.wantsEvents(body, url);
}

/** @throws what `upstream` throws, unchanged. */
async function answer(
  call: CachedCall,
  options: CachingFetchOptions,
  upstream: typeof fetch,
): Promise<Response> {
  const { provider, body, url } = call;
  try {
    return provider.wantsEvents(body, url)
      ? await streamed(call, options, upstream)
      : await whole(call, upstream);
  } catch (error) {
    if (error instanceof UpstreamReply) return error.response();
    if (isOctavecError(error, "NOT_CACHED")) return notCached(error.message);
    throw error;
  }
}

async function whole(
  { cache, provider, request, controls, url, init }: CachedCall,
  upstream: typeof fetch,
): Promise<Response> {
  let made: UpstreamReply | undefined;
  const produce = async (signal: AbortSignal) => {
    const response = await upstream(url, { ...init, signal });
    const reply = await UpstreamReply.of(response);
    const message = response.ok ? parseObject(reply.text) : undefined;
    if (message === undefined) throw reply;
    made = reply;
    return answerOfMessage(provider, message);
  };
  const answer = await cache.wrap(request, produce, {
    ...controls.options,
    signal: init.signal ?? undefined,
  });
  if (made !== undefined && !answer.hit && answer.shared !== true) return made.response();
  const headers = { "content-type": "application/json", ...cacheHeaders(answer) };
  return new Response(JSON.stringify(answer.structured?.raw), { headers });
}

async function streamed(
  { cache, provider, request, controls, url, body, init }: CachedCall,
  { replay = {} }: CachingFetchOptions,
  upstream: typeof fetch,
): Promise<Response> {
  let headers: Headers | undefined;
  const produce = async (signal: AbortSignal) => {
    const response = await upstream(url, { ...init, signal });
    const isEvents = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (!response.ok || !isEvents || response.body === null) throw await UpstreamReply.of(response);
    headers = headersOf(response);
    return response.body as ReadableStream<Uint8Array>;
  };
  const format = eventFormat(provider, `events ${url.pathname}`, body, replay);
  const answer = await cache.wrapStream(request, produce, {
    ...controls.options,
    signal: init.signal ?? undefined,
    format,
    replay,
  });
  const own = answer.hit || answer.shared === true ? undefined : headers;
  const stored = { "content-type": "text/event-stream; charset=utf-8", ...cacheHeaders(answer) };
  return new Response(answer.stream, { headers: own ?? stored });
}

/** What the caller is told of a stored answer. */
function cacheHeaders({
  hit,
  tier,
  similarity,
  entryId,
  ageMs,
}: Omit<WrappedAnswer, "response">): Record<string, string> {
  const facts = {
    "x-octavec-cache": hit ? `hit-${tier}` : "shared",
    "x-octavec-similarity": similarity?.toFixed(4),
    "x-octavec-entry": entryId,
    age: ageMs === undefined ? undefined : String(Math.floor(ageMs / 1_000)),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
}

/** https://www.rfc-editor.org/rfc/rfc9111#name-only-if-cached */
function notCached(message: string): Response {
  const body = { error: { type: "not_cached", message } };
  return Response.json(body, { status: 504, headers: { "x-octavec-cache": "miss" } });
}
