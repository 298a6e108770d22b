import type { ReplayOptions, SemanticCache } from "../../cache/index.js";
import type { EmbeddingCache } from "../../embedding/index.js";
import { requireKnownFields } from "../../errors/index.js";
import { ANTHROPIC_MESSAGES } from "./anthropic-messages.js";
import { answerCall, type CachedCall } from "./cached-call.js";
import { hasControls, takeControls } from "./call-headers.js";
import { answerEmbeddings, readEmbeddings } from "./embeddings.js";
import { GOOGLE_CONTENT } from "./google-content.js";
import { OPENAI_CHAT } from "./openai-chat.js";
import { OPENAI_RESPONSES } from "./openai-responses.js";
import { type Post, readPost } from "./post.js";
import type { JsonObject, Provider } from "./provider.js";

export interface CachingFetchOptions {
  /** The cache of the answers. Without a tenant of its own, each call needs the header `x-octavec-tenant`. */
  readonly cache: SemanticCache;
  /** Keeps the vectors of calls of `/embeddings` that name its model. Default: these calls are passed on. */
  readonly embeddings?: EmbeddingCache | undefined;
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
const EMBEDDINGS = /\/embeddings$/;

/**
 * A `fetch` for the SDKs of model providers. It answers calls of chat completions, responses, messages and generateContent from a
 * semantic cache, streamed or not, calls of embeddings from an embedding cache, and passes every other call on. What the provider
 * sends reaches the caller byte for byte; errors are passed on and never stored. Headers for the cache do not reach the provider.
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
    fields: ["cache", "embeddings", "fetch", "replay"],
  });
  // Taken now, so that the result may become the global `fetch`.
  const upstream = options.fetch ?? globalThis.fetch;
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input));
    const provider = ROUTES.find(([path]) => path.test(pathname))?.[1];
    // A body is read only for a call that may be cached.
    const isRead = provider !== undefined || EMBEDDINGS.test(pathname);
    const post = isRead ? await readPost(input, init) : undefined;
    if (post === undefined) return passOn(upstream, input, init);
    const call = provider === undefined ? undefined : readCall(options, provider, post);
    if (call !== undefined) return answerCall(call, { upstream, replay: options.replay });
    return (await embed(options, post, upstream)) ?? passOn(upstream, input, init);
  };
}

/** Undefined for a call that is not to be answered from the cache. */
function readCall({ cache }: CachingFetchOptions, provider: Provider, post: Post): CachedCall | undefined {
  const { url, body, headers } = post;
  const controls = takeControls(headers);
  const read = provider.read(body, url, { scope: controls.scope });
  if (!read.cacheable || !streamsEvents(provider, body, url)) return undefined;
  const { tenant, request } = controls;
  return {
    ...post,
    cache: tenant === undefined ? cache : cache.forTenant(tenant),
    provider,
    request: { ...read.request, ...request },
    options: controls.options,
  };
}

/** Google also streams JSON arrays, which are passed on. */
function streamsEvents(provider: Provider, body: JsonObject, url: URL): boolean {
  const isArray = provider === GOOGLE_CONTENT && url.searchParams.get("alt") !== "sse";
  return !isArray || !provider.wantsEvents(body, url);
}

/** Undefined for a call whose vectors are not kept. */
async function embed(
  { embeddings }: CachingFetchOptions,
  { url, body, headers, init }: Post,
  upstream: typeof fetch,
): Promise<Response | undefined> {
  const call = EMBEDDINGS.test(url.pathname) && embeddings ? readEmbeddings(embeddings, body) : undefined;
  if (embeddings === undefined || call === undefined) return undefined;
  const { bypass, noStore, refresh, onlyIfCached } = takeControls(headers).options;
  if (bypass || noStore || refresh || onlyIfCached) return undefined;
  return answerEmbeddings(embeddings, call, (asked) =>
    upstream(url, { ...init, body: JSON.stringify(asked) }),
  );
}

function passOn(
  upstream: typeof fetch,
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
): Promise<Response> {
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  if (!hasControls(headers)) return upstream(input, init);
  takeControls(headers);
  return upstream(input, { ...init, headers });
}
