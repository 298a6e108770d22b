import { randomUUID } from "node:crypto";
import { attemptSignal, type RetryTiming, withRetries } from "../../async/index.js";
import { missingPackage, OctavecError } from "../../errors/index.js";
import type { ResolvedQdrantOptions } from "../../options/index.js";
import { qdrantFailure } from "./qdrant-failure.js";
import { type ResponseHead, watchingHead } from "./watch-head.js";

const CLIENT = "@qdrant/js-client-rest";

/** Upper limit of the wait before the first retry, in milliseconds. */
const FIRST_RETRY_MS = 250;

/** The part of the official client's API that is used. Replies are `unknown`, because a proxy may send anything. */
interface QdrantApi {
  getCollection(body: object, init: RequestInit): Promise<Answer>;
  createCollection(body: object, init: RequestInit): Promise<Answer>;
  countPoints(body: object, init: RequestInit): Promise<Answer>;
  scrollPoints(body: object, init: RequestInit): Promise<Answer>;
  getPoints(body: object, init: RequestInit): Promise<Answer>;
  queryPoints(body: object, init: RequestInit): Promise<Answer>;
  upsertPoints(body: object, init: RequestInit): Promise<Answer>;
}

const CALLS = [
  "getCollection",
  "createCollection",
  "countPoints",
  "scrollPoints",
  "getPoints",
  "queryPoints",
  "upsertPoints",
] as const satisfies readonly (keyof QdrantApi)[];

interface Answer {
  readonly data: unknown;
}

/**
 * Calls Qdrant about one collection. The official client is loaded at the first call. Every call is idempotent and is retried
 * automatically, see `maxRetries`.
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
   * @returns the `result` of the reply.
   * @throws a coded error when no retry is left or a retry cannot help, or the signal's reason.
   */
  async call(
    name: keyof QdrantApi,
    body: object = {},
    signal: AbortSignal | undefined = undefined,
  ): Promise<unknown> {
    this.#api ??= this.#load();
    const api = await this.#api.catch((error: unknown) => {
      // The package may be installed before the next call.
      this.#api = undefined;
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
      // The client expects the fields of path, query and body in one object, and deletes them from it.
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
      // As a header, because with its own option the client prints a warning for http addresses.
      ...(apiKey !== undefined && { headers: { "api-key": apiKey } }),
      // Each attempt has a time limit by its signal. The client's own time limit would replace that signal.
      timeout: Number.POSITIVE_INFINITY,
      // The check would send a request at construction and print a warning if it fails.
      checkCompatibility: false,
    });
    return checkedApi(client.api());
  }
}

/** Clients before 1.17 have another interface. The peer range admits them, so that it never blocks an install. */
function checkedApi(api: Partial<QdrantApi> | undefined): QdrantApi {
  if (hasEvery(api)) return api;
  throw new OctavecError(
    "MISSING_DEPENDENCY",
    `This migration source needs a newer ${CLIENT}. Install it: npm install ${CLIENT}@^1.17`,
    { details: { packages: [CLIENT] } },
  );
}

function hasEvery(api: Partial<QdrantApi> | undefined): api is QdrantApi {
  return CALLS.every((name) => typeof api?.[name] === "function");
}

/** The port named in the URL, otherwise 6333. `URL.port` is empty if the port is the default of the scheme. */
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
    throw missingPackage("This migration source", [CLIENT], cause);
  }
}
