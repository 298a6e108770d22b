import { attemptSignal } from "../async/index.js";
import { missingPackage, OctavecError } from "../errors/index.js";
import {
  type OllamaEmbedderOptions,
  ollamaEmbedderSchema,
  parseOptions,
  type ResolvedOllamaEmbedderOptions,
} from "../options/index.js";
import { checkTexts, type Embedder } from "./contract/embedder.js";
import { knownPrefixes } from "./contract/known-prefixes.js";
import { toVectors } from "./contract/to-vectors.js";

const MESSAGE_CHARACTERS = 300;

/**
 * An embedder for a model of Ollama. It loads the optional package `ollama` at the first call. Texts are sent in batches of
 * `batchSize`, one after the other. Nothing is repeated: the caches do without a vector if the server fails.
 *
 * @throws OctavecError `INVALID_OPTIONS`. `embed` rejects with `MISSING_DEPENDENCY`; with `EMBEDDING_FAILED` (`details.status` if the
 *   server answered; a model that is not there says which `ollama pull` is needed); or with the signal's reason.
 */
export function createOllamaEmbedder(options: OllamaEmbedderOptions): Embedder {
  const resolved = parseOptions(ollamaEmbedderSchema, options, "options of Ollama's embedder");
  const { model, dimension, batchSize } = resolved;
  return {
    model: `ollama:${model}${resolved.requestDimensions ? `:${dimension}` : ""}`,
    dimension,
    prefixes: knownPrefixes(model),
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      checkTexts(texts);
      const vectors: Float32Array[] = [];
      for (let firstIndex = 0; firstIndex < texts.length; firstIndex += batchSize) {
        const batch = texts.slice(firstIndex, firstIndex + batchSize);
        const given = await requestVectors(batch, resolved, signal);
        const expected = { count: batch.length, dimension, firstIndex };
        vectors.push(...toVectors(given, { what: `The model ${model} of Ollama`, ...expected }));
      }
      return vectors;
    },
  };
}

async function requestVectors(
  input: string[],
  options: ResolvedOllamaEmbedderOptions,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const { host, headers, model, truncate, keepAlive, dimension, requestDimensions, timeoutMs } = options;
  const Ollama = await loadClient();
  const attempt = attemptSignal(timeoutMs, signal);
  // The client can abort only streams, so its `fetch` brings the signal in.
  const fetch: typeof globalThis.fetch = (url, init) =>
    globalThis.fetch(url, { ...init, redirect: "manual", signal: attempt.signal });
  try {
    const { embeddings } = await new Ollama({ host, headers, fetch }).embed({
      model,
      input,
      truncate,
      ...(keepAlive === undefined ? {} : { keep_alive: keepAlive }),
      ...(requestDimensions ? { dimensions: dimension } : {}),
    });
    return embeddings;
  } catch (cause) {
    signal?.throwIfAborted();
    if (attempt.timedOut) throw failed(`gave no answer within ${timeoutMs} ms`, { cause, retryable: true });
    throw failureOf(cause, options);
  } finally {
    attempt.end();
  }
}

async function loadClient() {
  try {
    return (await import("ollama")).Ollama;
  } catch (cause) {
    throw missingPackage("createOllamaEmbedder", ["ollama"], cause);
  }
}

/** The client's error of a reply has `status_code`; any other came from the network. */
function failureOf(cause: unknown, { model, host }: ResolvedOllamaEmbedderOptions): OctavecError {
  const status: unknown =
    typeof cause === "object" && cause !== null ? Reflect.get(cause, "status_code") : undefined;
  if (typeof status !== "number") {
    return failed(`could not be reached at ${host}; "ollama serve" starts it`, { cause, retryable: true });
  }
  const details = { status };
  if (status === 404)
    return failed(`does not have the model ${model}; "ollama pull ${model}" fetches it`, {
      cause,
      details,
    });
  const said = cause instanceof Error ? cause.message.slice(0, MESSAGE_CHARACTERS) : "";
  const retryable = status === 408 || status === 429 || status >= 500;
  return failed(`refused with status ${status}${said && `: ${said}`}`, { cause, details, retryable });
}

function failed(what: string, options: ConstructorParameters<typeof OctavecError>[2]): OctavecError {
  return new OctavecError("EMBEDDING_FAILED", `The Ollama server ${what}.`, options);
}
