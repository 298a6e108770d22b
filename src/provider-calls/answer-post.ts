import { ANTHROPIC_MESSAGES } from "./anthropic-messages.js";
import { answerCall, type CachedCall } from "./cached-call.js";
import { takeControls } from "./call-headers.js";
import { answerEmbeddings, readEmbeddings } from "./embeddings.js";
import { GOOGLE_CONTENT } from "./google-content.js";
import { OPENAI_CHAT } from "./openai-chat.js";
import { OPENAI_RESPONSES } from "./openai-responses.js";
import type { Post } from "./post.js";
import type { JsonObject, Provider } from "./provider.js";
import type { ProviderCallOptions } from "./provider-call-options.js";
import type { Reply } from "./reply.js";

/** The calls that are cached, by the end of their path. */
const ROUTES: readonly (readonly [RegExp, Provider])[] = [
  [/\/chat\/completions$/, OPENAI_CHAT],
  [/\/responses$/, OPENAI_RESPONSES],
  [/\/v1\/messages$/, ANTHROPIC_MESSAGES],
  [/:(stream)?generateContent$/i, GOOGLE_CONTENT],
];
const EMBEDDINGS = /\/embeddings$/;

/** Whether calls of this path may be cached, so that their body is to be read. */
export function mayBeCached(pathname: string): boolean {
  return EMBEDDINGS.test(pathname) || providerAt(pathname) !== undefined;
}

/**
 * Answers a call from the cache, or by the provider. Undefined for a call that is not to be answered from the cache.
 *
 * @param upstream - Calls the provider.
 * @throws OctavecError `INVALID_ARGUMENT` for a wrong header; what `upstream` throws, unchanged.
 */
export async function answerPost(
  options: ProviderCallOptions & {
    readonly onAnswered?: ((call: CachedCall) => void) | undefined;
    /** Who asks, and whose answer is stored. Default: the application. */
    readonly writer?: string | undefined;
  },
  post: Post,
  upstream: typeof fetch,
): Promise<Reply | undefined> {
  const provider = providerAt(post.url.pathname);
  if (provider === undefined) return embed(options, post, upstream);
  const call = readCall(options, provider, post);
  if (call === undefined) return undefined;
  const reply = await answerCall(call, { upstream, replay: options.replay });
  options.onAnswered?.(call);
  return reply;
}

function providerAt(pathname: string): Provider | undefined {
  return ROUTES.find(([path]) => path.test(pathname))?.[1];
}

function readCall(
  { cache, writer }: Pick<ProviderCallOptions, "cache"> & { readonly writer?: string | undefined },
  provider: Provider,
  post: Post,
): CachedCall | undefined {
  const { url, body, headers } = post;
  const controls = takeControls(headers);
  const read = provider.read(body, url, { scope: controls.scope });
  if (!read.cacheable || !streamsEvents(provider, body, url)) return undefined;
  const { tenant, request } = controls;
  return {
    ...post,
    cache: tenant === undefined ? cache : cache.forTenant(tenant),
    provider,
    request: { ...read.request, ...request, ...(writer === undefined ? {} : { writer }) },
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
  { embeddings }: ProviderCallOptions,
  { url, body, headers, init }: Post,
  upstream: typeof fetch,
): Promise<Reply | undefined> {
  const call = embeddings === undefined ? undefined : readEmbeddings(embeddings, body);
  if (embeddings === undefined || call === undefined) return undefined;
  const { bypass, noStore, refresh, onlyIfCached } = takeControls(headers).options;
  if (bypass || noStore || refresh || onlyIfCached) return undefined;
  return answerEmbeddings(embeddings, call, (asked) =>
    upstream(url, { ...init, body: JSON.stringify(asked) }),
  );
}
