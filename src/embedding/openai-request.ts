import { attemptSignal, parseRetryAfter } from "../async/index.js";
import { OctavecError } from "../errors/index.js";
import type { ResolvedOpenAiEmbedderOptions } from "../options/index.js";
import { decodeFailure } from "./openai-reply.js";

const MESSAGE_CHARACTERS = 300;

/**
 * Sends `POST {baseUrl}/embeddings` once and returns the parsed body. Embedding changes nothing on the server, so errors
 * after 408, 429, 5xx, network failures and timeouts are `retryable`, except for a used-up quota, which is a 429 too.
 *
 * @throws the signal's reason; OctavecError `EMBEDDING_FAILED` (`details.retryAfterMs` if the server sent `Retry-After`).
 */
export async function requestEmbeddings(
  texts: readonly string[],
  options: ResolvedOpenAiEmbedderOptions,
  signal: AbortSignal | undefined,
  nowMs: () => number,
): Promise<unknown> {
  const { timeoutMs } = options;
  const attempt = attemptSignal(timeoutMs, signal);
  let response: Response;
  let text: string;
  try {
    response = await (options.fetch ?? globalThis.fetch)(`${options.baseUrl}/embeddings`, {
      method: "POST",
      headers: requestHeaders(options),
      redirect: "manual", // following a redirect would send `headers`, which may hold a key, to another host
      body: JSON.stringify(requestBody(texts, options)),
      signal: attempt.signal,
    });
    text = await response.text();
  } catch (cause) {
    signal?.throwIfAborted();
    const what = attempt.timedOut ? `gave no answer within ${timeoutMs} ms` : "could not be reached";
    throw failure(`The embedding server ${what}.`, { cause, retryable: true });
  } finally {
    attempt.end();
  }
  const body = parseJson(text);
  if (!response.ok) throw refusal(response, body, options, nowMs());
  if (body !== undefined) return body;
  throw failure("The reply of the embedding server is not JSON.", {});
}

function requestHeaders({ headers: extra, apiKey }: ResolvedOpenAiEmbedderOptions): Headers {
  const headers = new Headers(extra);
  headers.set("content-type", "application/json");
  if (apiKey !== undefined) headers.set("authorization", `Bearer ${apiKey}`);
  return headers;
}

function requestBody(texts: readonly string[], options: ResolvedOpenAiEmbedderOptions) {
  return {
    model: options.model,
    input: texts,
    encoding_format: options.encodingFormat,
    ...(options.requestDimensions && { dimensions: options.dimension }),
  };
}

function refusal(
  response: Response,
  body: unknown,
  options: ResolvedOpenAiEmbedderOptions,
  nowMs: number,
): OctavecError {
  const { status } = response;
  const { message = "", code } = decodeFailure(body);
  const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), nowMs);
  const retryable = (status === 408 || status === 429 || status >= 500) && code !== "insufficient_quota";
  // With 401 and 403 many servers quote part of the key.
  const words = status === 401 || status === 403 ? "" : withoutSecrets(message, options);
  const sentences = [`The embedding server refused with status ${status}${words && `: ${words}`}.`];
  if (retryable && retryAfterMs !== undefined && retryAfterMs > options.maxRetryDelayMs) {
    sentences.push(`It asks for a wait of ${retryAfterMs} ms, which is more than maxRetryDelayMs.`);
  }
  const details = {
    status,
    ...(code !== undefined && { code }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  return failure(sentences.join(" "), { retryable, details });
}

/** Removes the key, which may also be in `headers`. Short header values (`beta`, `1`) are no secrets and stay. */
function withoutSecrets(message: string, { apiKey, headers }: ResolvedOpenAiEmbedderOptions): string {
  const secrets = Object.values(headers).filter((value) => value.length >= 8);
  if (apiKey !== undefined) secrets.push(apiKey);
  const clean = secrets.reduce((text, secret) => text.replaceAll(secret, "…"), message);
  return clean.slice(0, MESSAGE_CHARACTERS);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an HTML page of a proxy, for example
  }
}

function failure(message: string, options: ConstructorParameters<typeof OctavecError>[2]): OctavecError {
  return new OctavecError("EMBEDDING_FAILED", message, options);
}
