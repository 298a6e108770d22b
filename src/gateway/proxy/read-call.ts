import type { SemanticCache } from "../../cache/index.js";
import type { KeyLimits } from "../access/index.js";
import type { FastifyRequest } from "../http/index.js";
import { type Translated, translateControls } from "../other-gateways/index.js";
import { writeControls } from "./cache-control.js";
import { type Caller, credentialOf, removeCredential } from "./callers.js";
import { forwardedHeaders } from "./forwarded-headers.js";
import type { Refusal } from "./provider-error.js";
import type { ProxyParts } from "./proxy-parts.js";
import type { ProxySettings } from "./proxy-settings.js";
import { modelOf, type ProviderFormat, type Upstream, upstreamFor, urlAt } from "./upstreams.js";

/** Ends a call with a refusal of the gateway itself. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** A call that may go to its upstream. */
export interface Call {
  readonly upstream: Upstream;
  readonly cache: SemanticCache;
  readonly caller: Caller;
  readonly url: URL;
  readonly init: RequestInit & { readonly headers: Headers };
  /** What the caller is told in the words of other gateways. */
  readonly tell: Translated["tell"];
}

/**
 * Reads who calls, and where the call goes.
 * @throws Refused; OctavecError `INVALID_ARGUMENT`.
 */
export async function readCall(
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
