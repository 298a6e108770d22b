import { LRUCache } from "lru-cache";
import type { JsonValue, PreparedQuestion } from "../cache/index.js";
import { type CachedCall, cacheHeaders } from "./cached-call.js";
import type { JsonObject } from "./provider.js";
import { jsonReplyOf, type Reply } from "./reply.js";

/** A known call is a hash, a question's ids and its parts: about 1 KB. */
const MOST_CALLS = 10_000;

interface KnownCall {
  readonly question: PreparedQuestion;
  readonly maxAgeMs: number;
}

/** Answered messages as bytes of JSON, as long as memory holds them: a socket takes bytes faster than a text. */
const bodies = new WeakMap<JsonObject, Uint8Array<ArrayBuffer>>();

/**
 * Calls that came before, word for word. Those with an answer in the memory of this process get it without being read again, which
 * costs several times as much as the answer.
 */
export class KnownCalls {
  readonly #calls = new LRUCache<string, KnownCall>({ max: MOST_CALLS });

  /** @param id - Differs for calls that differ in anything that the answer depends on. */
  answer(id: string): Reply | undefined {
    const known = this.#calls.get(id);
    const answer = known?.question.held();
    const raw = answer?.structured?.raw;
    if (known === undefined || answer === undefined || !isMessage(raw)) return undefined;
    const { ageMs = 0 } = answer;
    return ageMs > known.maxAgeMs ? undefined : jsonReplyOf(bodyOf(raw), cacheHeaders(answer));
  }

  /** Keeps a call if it asks for no stream, and if every stored answer that is young enough may answer it. */
  note(id: string, { provider, cache, request, options, body, url }: CachedCall): void {
    const { maxAgeMs = Number.POSITIVE_INFINITY, ttlMs: _, onlyIfCached: __, ...others } = options;
    if (Object.keys(others).length > 0 || provider.wantsEvents(body, url)) return;
    const question = cache.prepare(request);
    if (question !== undefined) this.#calls.set(id, { question, maxAgeMs });
  }
}

function isMessage(raw: JsonValue | undefined): raw is JsonObject {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}

function bodyOf(message: JsonObject): Uint8Array<ArrayBuffer> {
  const known = bodies.get(message);
  if (known !== undefined) return known;
  const body = new TextEncoder().encode(JSON.stringify(message));
  bodies.set(message, body);
  return body;
}
