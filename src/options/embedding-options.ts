import { z } from "zod";

/** Options of `createEnergeticEmbedder`. */
export interface EnergeticEmbedderOptions {
  /**
   * Characters (UTF-16 code units) of each text that are given to the model, 100 to 100 000. Default 1000.
   *
   * The model itself reads the first 128 tokens and ignores the rest: about 600 characters of English prose, fewer of
   * code. Its tokenizer however walks the whole text in time that grows with the square of its length (measured:
   * 1000 characters 6 ms, 8000 characters 130 ms), so a longer text costs time and changes nothing.
   */
  maxTextLength?: number | undefined;
}

export const energeticEmbedderSchema = z.strictObject({
  maxTextLength: z.int().min(100).max(100_000).default(1000),
});

/** Options of `createOpenAiEmbedder`. */
export interface OpenAiEmbedderOptions {
  /**
   * Address up to, not including, `/embeddings`: `"https://api.openai.com/v1"`, `"http://localhost:11434/v1"` …
   * http or https, without credentials, query or fragment. Required: texts are sent nowhere by default.
   */
  baseUrl: string;
  /** Sent as `Authorization: Bearer …`. Default none. Never part of a message, an error or a log. */
  apiKey?: string | undefined;
  /** Further request headers, for servers that want the key elsewhere (`api-key`) or an organisation. Default none. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Model name as the server knows it. */
  model: string;
  /** Length of the vectors, 1 to 65 536. Every reply is checked against it. */
  dimension: number;
  /**
   * Sends `dimensions` in the request, which shortens the vectors of models made for it (`text-embedding-3-*`).
   * Other models and servers refuse the field. Default false.
   */
  requestDimensions?: boolean | undefined;
  /**
   * How vectors travel: `"float"` (JSON numbers) or `"base64"` (raw float32, about a quarter of the bytes), which many
   * compatible servers lack. Default `"float"`.
   */
  encodingFormat?: "float" | "base64" | undefined;
  /** Texts in one request, 1 to 2048. OpenAI takes no more. Default 64. */
  batchSize?: number | undefined;
  /** Repeats of one request after 408, 429, 5xx, a network failure or a timeout, 0 to 20. Default 4. */
  maxRetries?: number | undefined;
  /**
   * Longest wait before a repeat, in milliseconds, 1 to 3 600 000. Default 60 000. A server that asks for more through
   * `Retry-After` ends the call at once, with the wish in `details.retryAfterMs`.
   */
  maxRetryDelayMs?: number | undefined;
  /** Milliseconds for one attempt, reply included, 1 to 600 000. Default 30 000. */
  timeoutMs?: number | undefined;
  /** Replaces the global `fetch`, for a proxy or an agent of your own. Default: the global one. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** What a header value may hold. Checked here because `fetch` repeats a wrong value, key and all, in its own error. */
const HEADER_VALUE = /^[\x20-\x7e]*$/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const parts = [url.username, url.password, url.search, url.hash];
  return ["http:", "https:"].includes(url.protocol) && parts.every((part) => part === "");
}

export const openAiEmbedderSchema = z.strictObject({
  baseUrl: z
    .string()
    .refine(isPlainHttpUrl, "expected an http(s) address without credentials, query or fragment")
    .transform((url) => url.replace(/\/+$/, "")),
  apiKey: z
    .string()
    .regex(/^[\x21-\x7e]+$/, "expected printable ASCII without spaces or line ends")
    .optional(),
  headers: z
    .record(
      z.string().regex(HEADER_NAME, "expected an HTTP header name"),
      z.string().regex(HEADER_VALUE, "expected printable ASCII without line ends"),
    )
    .default({}),
  model: z.string().min(1),
  dimension: z.int().min(1).max(65_536),
  requestDimensions: z.boolean().default(false),
  encodingFormat: z.enum(["float", "base64"]).default("float"),
  batchSize: z.int().min(1).max(2048).default(64),
  maxRetries: z.int().min(0).max(20).default(4),
  maxRetryDelayMs: z.int().min(1).max(3_600_000).default(60_000),
  timeoutMs: z.int().min(1).max(600_000).default(30_000),
  fetch: z
    .custom<typeof globalThis.fetch>((value) => typeof value === "function", "expected a function")
    .optional(),
});

/** `OpenAiEmbedderOptions` after checking, defaults filled in. */
export type ResolvedOpenAiEmbedderOptions = z.output<typeof openAiEmbedderSchema>;

/** Options of `createTestEmbedder`. */
export interface TestEmbedderOptions {
  /** Length of the vectors, 1 to 65 536. Default 64. */
  dimension?: number | undefined;
  /** Another seed gives another, unrelated space, 0 to 4 294 967 295. Default 1. */
  seed?: number | undefined;
}

export const testEmbedderSchema = z.strictObject({
  dimension: z.int().min(1).max(65_536).default(64),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
});
