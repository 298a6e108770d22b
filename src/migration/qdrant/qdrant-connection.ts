import { randomUUID } from "node:crypto";
import { attemptSignal, type RetryTiming, withRetries } from "../../async/index.js";
import { missingPackage } from "../../errors/index.js";
import type { ResolvedQdrantOptions } from "../../options/index.js";
import { qdrantFailure } from "./qdrant-failure.js";
import { type ResponseHead, watchingHead } from "./watch-head.js";

/** Longest wait before the first repeat of a failed attempt. */
const FIRST_RETRY_MS = 250;

/** The slice of the official client's API that is used. Replies are read as unknown: a proxy may answer anything. */
interface QdrantApi {
  getCollection(body: object, init: RequestInit): Promise<Answer>;
  createCollection(body: object, init: RequestInit): Promise<Answer>;
  countPoints(body: object, init: RequestInit): Promise<Answer>;
  scrollPoints(body: object, init: RequestInit): Promise<Answer>;
  getPoints(body: object, init: RequestInit): Promise<Answer>;
  queryPoints(body: object, init: RequestInit): Promise<Answer>;
  upsertPoints(body: object, init: RequestInit): Promise<Answer>;
}

interface Answer {
  readonly data: unknown;
}

/**
 * One collection of one Qdrant server, by the official client, which is loaded at the first call. Every call here may be
 * repeated without harm, and is: see `maxRetries`.
 */
export class QdrantConnection {
  readonly #options: ResolvedQdrantOptions;
  readonly #timing: RetryTiming;
  readonly #url: URL;
  #api: Promise<QdrantApi> | undefined;

  constructor(options: ResolvedQdrantOptions, timing: RetryTiming) {
    this.#options = options;
    this.#timing = timing;
    this.#url = new URL(options.url);
  }

  /** For people: `http://host:6333`. */
  get address(): string {
    return `${this.#url.protocol}//${this.#url.hostname}:${this.#url.port || defaultPort(this.#options.url)}${this.#prefix}`;
  }

  get #prefix(): string {
    return this.#url.pathname.replace(/\/+$/, "");
  }

  /**
   * The `result` of the answer. Rejects with a coded error once repeating no longer helps, or with the signal's reason.
   */
  async call(
    name: keyof QdrantApi,
    body: object = {},
    signal: AbortSignal | undefined = undefined,
  ): Promise<unknown> {
    this.#api ??= this.#load();
    const api = await this.#api.catch((error: unknown) => {
      this.#api = undefined; // installed meanwhile, perhaps
      throw error;
    });
    const { maxRetries, maxRetryDelayMs } = this.#options;
    return withRetries(() => this.#attempt(api, name, body, signal), {
      maxRetries,
      firstDelayMs: FIRST_RETRY_MS,
      maxRetryDelayMs,
      signal,
      timing: this.#timing,
    });
  }

  async #attempt(
    api: QdrantApi,
    name: keyof QdrantApi,
    body: object,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const { timeoutMs, apiKey, collection } = this.#options;
    const attempt = attemptSignal(timeoutMs, signal);
    const marker = randomUUID();
    const head: ResponseHead = {};
    try {
      // The client takes the fields of path, query and body in one object, and takes them out of it.
      const payload = { collection_name: collection, ...body };
      const init: RequestInit = {
        signal: attempt.signal,
        headers: { "x-request-id": marker },
      };
      const answer = await watchingHead(marker, () => api[name](payload, init), head);
      return resultOf(answer.data);
    } catch (cause) {
      signal?.throwIfAborted();
      throw qdrantFailure(cause, {
        address: this.address,
        collection,
        apiKey,
        timeoutMs,
        timedOut: attempt.timedOut,
        head,
        nowMs: this.#timing.now(),
      });
    } finally {
      attempt.end();
    }
  }

  async #load(): Promise<QdrantApi> {
    const { QdrantClient } = await loadClient();
    const { apiKey } = this.#options;
    const client = new QdrantClient({
      url: this.#url.origin,
      port: defaultPort(this.#options.url),
      prefix: this.#prefix,
      // As a plain header: the option makes the client print a warning over http, in other people's logs.
      ...(apiKey !== undefined && { headers: { "api-key": apiKey } }),
      // Each attempt has a deadline of its own, by signal; the client's would replace that signal.
      timeout: Number.POSITIVE_INFINITY,
      // A request of its own at construction that prints a warning when it fails.
      checkCompatibility: false,
    });
    return client.api();
  }
}

/** `URL` drops a port that is the scheme's own, and the client takes 6333 where none is named. */
function defaultPort(url: string): number {
  const named = /^https?:\/\/[^/]*:(\d+)(?:\/|$)/.exec(url)?.[1];
  return named === undefined ? 6333 : Number(named);
}

function resultOf(data: unknown): unknown {
  return typeof data === "object" && data !== null && "result" in data ? data.result : undefined;
}

async function loadClient(): Promise<typeof import("@qdrant/js-client-rest")> {
  try {
    return await import("@qdrant/js-client-rest");
  } catch (cause) {
    throw missingPackage("This migration source", ["@qdrant/js-client-rest"], cause);
  }
}
