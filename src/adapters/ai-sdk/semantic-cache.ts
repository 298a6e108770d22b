import type {
  CacheRequest,
  ReplayOptions,
  SemanticCache,
  StreamedAnswer,
  WrapOptions,
} from "../../cache/index.js";
import { requireKnownFields } from "../../errors/index.js";
import { readAiSdkCall } from "../../requests/index.js";
import { splitCall } from "./call-controls.js";
import type { CallOptions, GenerateResult, StreamPart } from "./model-call.js";
import { answerOfResult, octavecMetadata, resultOfAnswer } from "./stored-result.js";
import { streamFormat } from "./stream-format.js";

export interface AiSdkCacheOptions {
  /** The cache of the answers. Without a tenant of its own, each call needs `providerOptions.octavec.tenant`. */
  readonly cache: SemanticCache;
  /** How a stored answer is streamed. */
  readonly replay?: ReplayOptions | undefined;
}

/** The model of a call. */
interface Model {
  readonly provider: string;
  readonly modelId: string;
}

/**
 * A middleware of the AI SDK, for `wrapLanguageModel`. It fits versions 6 and 7 (interfaces V3 and V4 of its providers). Its
 * methods give back what the model's own call gives.
 */
export interface AiSdkMiddleware {
  readonly specificationVersion: "v3";
  wrapGenerate<R>(call: { doGenerate: () => PromiseLike<R>; params: object; model: Model }): Promise<R>;
  wrapStream<R>(call: { doStream: () => PromiseLike<R>; params: object; model: Model }): Promise<R>;
}

/**
 * Answers calls of the AI SDK from a semantic cache, generated and streamed ones alike. The last user message may be matched by
 * meaning; all else that changes an answer must be the same. Calls with tool results, images by reference to nothing, provider
 * tools or state on the provider's side go to the model. Only answers that ended with `stop` are stored; if the call asks for
 * JSON with a schema, only those that fit it.
 *
 * A hit reports no usage, and `providerMetadata.octavec` says where it came from.
 *
 * @example
 * import { semanticCache } from "octavec/ai-sdk";
 *
 * const middleware = semanticCache({ cache });
 * // const model = wrapLanguageModel({ model: openai("gpt-5"), middleware });
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function semanticCache(options: AiSdkCacheOptions): AiSdkMiddleware {
  requireKnownFields(options, { what: "options of semanticCache", fields: ["cache", "replay"] });
  return {
    specificationVersion: "v3",
    async wrapGenerate<R>({ doGenerate, params, model }: Parameters<AiSdkMiddleware["wrapGenerate"]>[0]) {
      const cached = cachedCall(options, params as CallOptions, model);
      return (cached === undefined ? await doGenerate() : await generate(cached, doGenerate)) as R;
    },
    async wrapStream<R>({ doStream, params, model }: Parameters<AiSdkMiddleware["wrapStream"]>[0]) {
      const cached = cachedCall(options, params as CallOptions, model);
      return (cached === undefined ? await doStream() : await stream(cached, doStream, options.replay)) as R;
    },
  };
}

interface CachedCall {
  readonly cache: SemanticCache;
  readonly request: CacheRequest;
  readonly controls: WrapOptions;
  readonly call: CallOptions;
}

/** Undefined for a call that is not to be answered from the cache. */
function cachedCall({ cache }: AiSdkCacheOptions, params: CallOptions, model: Model): CachedCall | undefined {
  const { call, controls } = splitCall(params);
  const { tenant, scope, tags, category, threshold, ...wrapOptions } = controls;
  // `headers` and `abortSignal` never change an answer.
  const { abortSignal, headers: _, ...exact } = call as CallOptions & { headers?: unknown };
  const read = readAiSdkCall(exact, { model: `${model.provider}:${model.modelId}`, scope });
  if (!read.cacheable) return undefined;
  return {
    cache: tenant === undefined ? cache : cache.forTenant(tenant),
    request: { ...read.request, tags, category, threshold },
    controls: { ...wrapOptions, signal: abortSignal },
    call,
  };
}

async function generate(
  { cache, request, controls, call }: CachedCall,
  doGenerate: () => PromiseLike<unknown>,
): Promise<GenerateResult> {
  let made: GenerateResult | undefined;
  const produce = async () => {
    const result = (await doGenerate()) as GenerateResult;
    made = result;
    return answerOfResult(result, call);
  };
  const answer = await cache.wrap(request, produce, controls);
  if (made === undefined || answer.hit || answer.shared === true) return resultOfAnswer(answer);
  return { ...made, providerMetadata: { ...made.providerMetadata, octavec: octavecMetadata(answer) } };
}

async function stream(
  { cache, request, controls, call }: CachedCall,
  doStream: () => PromiseLike<unknown>,
  replay: ReplayOptions | undefined,
): Promise<object> {
  let made: { readonly stream: ReadableStream<StreamPart> } | undefined;
  let streamed: StreamedAnswer<StreamPart> | undefined;
  const produce = async () => {
    made = (await doStream()) as { readonly stream: ReadableStream<StreamPart> };
    return made.stream;
  };
  const format = streamFormat(call, () => streamed ?? { hit: true, why: {} });
  streamed = await cache.wrapStream(request, produce, { ...controls, format, replay });
  return { ...(streamed.hit ? {} : made), stream: streamed.stream };
}
