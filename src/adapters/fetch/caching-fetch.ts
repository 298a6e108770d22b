import { requireKnownFields } from "../../errors/index.js";
import {
  answerPost,
  mayBeCached,
  type Post,
  type ProviderCallOptions,
  postOf,
  withoutControls,
} from "../../provider-calls/index.js";

export interface CachingFetchOptions extends ProviderCallOptions {
  /** What calls the provider. Default: what the global `fetch` is when this function is created. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

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
    const url = new URL(input instanceof Request ? input.url : String(input));
    // A body is read only for a call that may be cached.
    const post = mayBeCached(url.pathname) ? await readPost(url, input, init) : undefined;
    const reply = post && (await answerPost(options, post, upstream));
    if (reply !== undefined) {
      const { body, status, statusText = "", headers } = reply;
      return new Response(body, { status, statusText, headers });
    }
    const given = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    const headers = withoutControls(given);
    return headers === given ? upstream(input, init) : upstream(input, { ...init, headers });
  };
}

/** Undefined for any other request, whose body stays unread. */
async function readPost(
  url: URL,
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
): Promise<Post | undefined> {
  const given = input instanceof Request ? input : undefined;
  const method = init?.method ?? given?.method ?? "GET";
  if (method.toUpperCase() !== "POST") return undefined;
  const text = init?.body ?? (given === undefined ? undefined : await given.clone().text());
  if (typeof text !== "string") return undefined;
  const headers = new Headers(init?.headers ?? given?.headers);
  return postOf(url, text, { ...init, headers, signal: init?.signal ?? given?.signal ?? null });
}
