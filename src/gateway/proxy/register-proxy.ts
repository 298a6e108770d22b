import type { SemanticCache } from "../../cache/index.js";
import type { EmbeddingCache } from "../../embedding/index.js";
import { describeError, isOctavecError, type OctavecError } from "../../errors/index.js";
import {
  answerPost,
  type CachedCall,
  mayBeCached,
  postOf,
  type Reply,
  replyOfResponse,
  withoutControls,
} from "../../provider-calls/index.js";
import type { GatewayRecorder } from "../../telemetry/index.js";
import type { KeyLimits } from "../access/index.js";
import {
  disconnectOf,
  type FastifyReply,
  type FastifyRequest,
  type GatewayLog,
  type HttpServer,
} from "../http/index.js";
import { type Translated, translateControls } from "../other-gateways/index.js";
import { askUpstream } from "./ask-upstream.js";
import { writeControls } from "./cache-control.js";
import { type Caller, credentialOf, removeCredential } from "./callers.js";
import { METHODS, routeOf } from "./describe-proxy.js";
import { forwardedHeaders } from "./forwarded-headers.js";
import { meteredFetch } from "./metered-fetch.js";
import { type Refusal, refusal, refusalOf } from "./provider-error.js";
import type { ProxySettings } from "./proxy-settings.js";
import { callId, Repeats } from "./repeats.js";
import { sendReply } from "./send-reply.js";
import { modelOf, type ProviderFormat, type Upstream, upstreamFor, urlAt } from "./upstreams.js";

export interface ProxyParts {
  /** Read at every call: they may change. Undefined: the proxy is off. */
  readonly settings: () => ProxySettings | undefined;
  /** The cache with this name; it has no tenant of its own. */
  readonly cacheNamed: (name: string) => SemanticCache | undefined;
  readonly embeddings: EmbeddingCache | undefined;
  readonly limits: KeyLimits;
  readonly log: GatewayLog;
  readonly recorder: GatewayRecorder;
}

interface CallParts extends ProxyParts {
  /** Told of each call that was answered from the cache, or stored there. */
  readonly onAnswered?: ((call: CachedCall) => void) | undefined;
}

const FORMATS: readonly ProviderFormat[] = ["openai", "anthropic", "google"];

/** Ends a call with a refusal of the gateway itself. */
class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** The provider could not be reached, which is nothing that the gateway could mend by going around the cache. */
class UpstreamFailed extends Error {}

/** Passes calls of the providers' SDKs on, with a cache before those that can be cached: `/openai/…`, `/anthropic/…`, `/google/…`. */
export function registerProxy(app: HttpServer, parts: ProxyParts): void {
  const repeats = new Repeats();
  for (const format of FORMATS) {
    void app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
      scope.setErrorHandler((error, request, reply) => {
        // Nobody reads the reply any more, and what failed is that.
        if (reply.raw.destroyed) return reply.hijack();
        const refused = refusalOf(error);
        if (refused.status === 500) {
          parts.log({ event: "unexpected-error", requestId: request.id, error: describeError(error) });
        }
        return sendReply(reply, refusal(format, refused));
      });
      scope.route({
        ...{ method: METHODS, url: `/${format}/*`, ...routeOf(format) },
        handler: (request, reply) => answerOrRepeat({ parts, repeats }, format, request, reply),
      });
    });
  }
}

/** Calls that came before in the same words are answered without being read again. */
function answerOrRepeat(
  { parts, repeats }: { readonly parts: ProxyParts; readonly repeats: Repeats },
  format: ProviderFormat,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | Promise<FastifyReply> {
  const settings = parts.settings();
  // The words of other gateways are read anew, because the reply depends on them.
  if (settings !== undefined && settings.controls.length > 0) return answer(parts, format, request, reply);
  const repeated = repeats.known(settings, settings && parts.cacheNamed(settings.cache));
  const id = callId(request);
  const known = repeated.answer(id);
  if (known !== undefined) return sendReply(reply, known);
  const onAnswered = (call: CachedCall) => repeated.note(id, call);
  return answer({ ...parts, onAnswered }, format, request, reply);
}

async function answer(
  parts: CallParts,
  format: ProviderFormat,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const signal = disconnectOf(reply);
  try {
    const call = await readCall(parts, format, request);
    return sendReply(reply, await answerCall(parts, call, signal), call.tell);
  } catch (error) {
    // Nobody reads the reply any more.
    if (signal.aborted) throw error;
    if (error instanceof Refused) return sendReply(reply, refusal(format, error.refusal));
    const { message } = error as Error;
    if (error instanceof UpstreamFailed) return sendReply(reply, refusal(format, { status: 502, message }));
    if (!isWrongHeader(error)) throw error;
    return sendReply(reply, refusal(format, { status: 400, message }));
  }
}

interface Call {
  readonly upstream: Upstream;
  readonly cache: SemanticCache;
  readonly caller: Caller;
  readonly url: URL;
  readonly init: RequestInit & { readonly headers: Headers };
  /** What the caller is told in the words of other gateways. */
  readonly tell: Translated["tell"];
}

/** @throws Refused; OctavecError `INVALID_ARGUMENT`. */
async function readCall(
  { settings, cacheNamed, limits }: ProxyParts,
  format: ProviderFormat,
  request: FastifyRequest,
): Promise<Call> {
  const current = settings();
  const cache = current === undefined ? undefined : cacheNamed(current.cache);
  if (current === undefined || cache === undefined) {
    throw new Refused({ status: 404, message: "The configuration of this gateway has no proxy." });
  }
  const [path = "", search = ""] = request.url.slice(`/${format}`.length).split(/\?(.*)/s, 2);
  const query = new URLSearchParams(search);
  const caller = current.callers.callerWith(credentialOf(request.headers, query));
  await admit(caller, current, limits);
  const headers = forwardedHeaders(request.headers);
  const given = bodyOf(request);
  const isText = typeof given === "string";
  const translated = translateControls(current.controls, headers, isText ? given : undefined);
  const body = isText ? translated.body : given;
  const model = modelOf(format, path, typeof body === "string" ? body : undefined);
  const upstream = upstreamFor(current.upstreams, format, model);
  if (upstream === undefined) {
    throw new Refused({
      status: 404,
      message: `No upstream of this gateway has the format ${format} and this model.`,
    });
  }
  if (caller.isKnown) replaceKey(headers, query, upstream);
  writeControls(headers, caller.tenant);
  const url = urlAt(upstream, query.size === 0 ? path : `${path}?${query}`);
  if (url === undefined) throw new Refused({ status: 404, message: "The path leads out of the upstream." });
  return {
    ...{ upstream, cache, caller, url, tell: translated.tell },
    init: { method: request.method, headers, ...(body === undefined ? {} : { body }) },
  };
}

/** @throws Refused. */
async function admit(
  { isKnown, limited }: Caller,
  { clientKeys }: ProxySettings,
  limits: KeyLimits,
): Promise<void> {
  if (!isKnown && !clientKeys) {
    throw new Refused({
      status: 401,
      message: "Expected a key of this gateway in place of a key of the provider.",
    });
  }
  const over = limited && (await limits.enter(limited.keyId, limited.limits));
  if (over === undefined) return;
  const { what, perMinute, retryAfterSeconds } = over;
  const message = `This key may use ${perMinute} ${what} in a minute.`;
  throw new Refused({ status: 429, message, retryAfterSeconds });
}

function replaceKey(headers: Headers, query: URLSearchParams, { format, key }: Upstream): void {
  removeCredential(headers, query);
  if (key === undefined) return;
  if (format === "openai") headers.set("authorization", `Bearer ${key}`);
  else headers.set(format === "google" ? "x-goog-api-key" : "x-api-key", key);
}

/** Text, so that the cache can read it; bytes where it is compressed or no JSON. */
function bodyOf({ body, headers }: FastifyRequest): string | Uint8Array<ArrayBuffer> | undefined {
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  const isText = headers["content-encoding"] === undefined && /\bjson\b/.test(headers["content-type"] ?? "");
  return isText ? body.toString("utf8") : new Uint8Array(body);
}

/** @throws UpstreamFailed; OctavecError `INVALID_ARGUMENT` for a header of the caller. */
async function answerCall(parts: CallParts, call: Call, signal: AbortSignal): Promise<Reply> {
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
    return (await answerPost({ cache, embeddings, onAnswered: told }, post, ask)) ?? (await passOn());
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
function isWrongHeader(error: unknown): error is OctavecError {
  return isOctavecError(error, "INVALID_ARGUMENT") || isOctavecError(error, "INVALID_OPTIONS");
}
