import { describeError } from "../../errors/index.js";
import type { CachedCall } from "../../provider-calls/index.js";
import { disconnectOf, type FastifyReply, type FastifyRequest, type HttpServer } from "../http/index.js";
import { answerCall, isWrongHeader, UpstreamFailed } from "./answer-call.js";
import { METHODS, routeOf } from "./describe-proxy.js";
import { refusal, refusalOf } from "./provider-error.js";
import type { CallParts, ProxyParts } from "./proxy-parts.js";
import { Refused, readCall } from "./read-call.js";
import { callId, Repeats } from "./repeats.js";
import { sendReply } from "./send-reply.js";
import type { ProviderFormat } from "./upstreams.js";

const FORMATS: readonly ProviderFormat[] = ["openai", "anthropic", "google"];

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
  const id = callId(request);
  if (id === undefined) return answer(parts, format, request, reply);
  const repeated = repeats.known(settings, settings && parts.cacheNamed(settings.cache));
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
