import { z } from "zod";
import { MODALITIES, type Modality } from "./modality.js";

/** Options of `createEnergeticEmbedder`. */
export interface EnergeticEmbedderOptions {
  /**
   * Characters (UTF-16 code units) of each text that are given to the model, 100 to 100,000. Default 1,000.
   *
   * The model reads only the first 128 tokens: about 600 characters of English prose, fewer of code. But the time of its
   * tokenizer grows with the square of the text's length (measured: 6 ms for 1,000 characters, 130 ms for 8,000), so a
   * higher limit costs time and changes nothing.
   */
  maxTextLength?: number | undefined;
}

export const energeticEmbedderSchema = z.strictObject({
  maxTextLength: z.int().min(100).max(100_000).default(1000),
});

/** The parts of an embedding model of the AI SDK that are read. */
export interface AiSdkEmbeddingModel {
  readonly provider: string;
  readonly modelId: string;
  readonly maxEmbeddingsPerCall?: PromiseLike<number | undefined> | number | undefined;
  doEmbed(call: {
    values: string[];
    abortSignal?: AbortSignal;
  }): PromiseLike<{ readonly embeddings: readonly (readonly number[])[] }>;
}

/** Options of `createAiSdkEmbedder`. */
export interface AiSdkEmbedderOptions {
  /** Embedding model of the AI SDK, such as `openai.embedding("text-embedding-3-small")`. */
  model: AiSdkEmbeddingModel;
  /** Length of its vectors, 1 to 65,536. Every reply is checked against it. */
  dimension: number;
}

export const aiSdkEmbedderSchema = z.strictObject({
  model: z.custom<AiSdkEmbeddingModel>(
    (value) => typeof value === "object" && value !== null && "doEmbed" in value && "modelId" in value,
    "expected an embedding model of the AI SDK, with doEmbed()",
  ),
  dimension: z.int().min(1).max(65_536),
});

/** Options of `createOpenAiEmbedder`. */
export interface OpenAiEmbedderOptions {
  /**
   * Address without `/embeddings`, such as `"https://api.openai.com/v1"` or `"http://localhost:11434/v1"`: http or https,
   * without credentials, query or fragment. There is no default, so that no text is sent to a server that you did not name.
   */
  baseUrl: string;
  /** Key that is sent as `Authorization: Bearer …`. Never part of an error or a log. Default none. */
  apiKey?: string | undefined;
  /** Further request headers, such as `api-key` or an organisation. Default none. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Model name as the server knows it. */
  model: string;
  /** Length of the vectors, 1 to 65,536. Every reply is checked against it. */
  dimension: number;
  /**
   * Whether requests carry `dimensions`, which shortens the vectors of models made for it (`text-embedding-3-*`). Other models
   * and servers refuse the field. Default false.
   */
  requestDimensions?: boolean | undefined;
  /**
   * Form of the vectors in replies: `"float"` (JSON numbers) or `"base64"` (raw float32, about a quarter of the bytes). Many
   * compatible servers do not know `"base64"`. Default `"float"`.
   */
  encodingFormat?: "float" | "base64" | undefined;
  /** Texts in one request, 1 to 2,048. OpenAI accepts no more. Default 64. */
  batchSize?: number | undefined;
  /** Repeats of one request after 408, 429, 5xx, a network failure or a timeout, 0 to 20. Default 4. */
  maxRetries?: number | undefined;
  /**
   * Longest wait before a repeat, in milliseconds, 1 to 3,600,000. Default 60,000. If `Retry-After` of a reply asks for more,
   * the call fails at once, with that time in `details.retryAfterMs`.
   */
  maxRetryDelayMs?: number | undefined;
  /** Longest time for one attempt, reply included, in milliseconds, 1 to 600,000. Default 30,000. */
  timeoutMs?: number | undefined;
  /** Used instead of the global `fetch`, for example for a proxy. Default: the global `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** Allowed header values. They are checked here, because the error of `fetch` would quote a wrong value, which may be a key. */
const HEADER_VALUE = /^[\x20-\x7e]*$/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const parts = [url.username, url.password, url.search, url.hash];
  return ["http:", "https:"].includes(url.protocol) && parts.every((part) => part === "");
}

const plainHttpUrl = z
  .string()
  .refine(isPlainHttpUrl, "expected an http(s) address without credentials, query or fragment");

const httpHeaders = z
  .record(
    z.string().regex(HEADER_NAME, "expected an HTTP header name"),
    z.string().regex(HEADER_VALUE, "expected printable ASCII without line ends"),
  )
  .default({});

export const openAiEmbedderSchema = z.strictObject({
  baseUrl: plainHttpUrl.transform((url) => url.replace(/\/+$/, "")),
  apiKey: z
    .string()
    .regex(/^[\x21-\x7e]+$/, "expected printable ASCII without spaces or line ends")
    .optional(),
  headers: httpHeaders,
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

/** The parts of LangChain's `Embeddings` that are used. */
export interface LangChainEmbeddings {
  embedDocuments(texts: string[]): Promise<number[][]>;
}

/** Options of `createLangChainEmbedder`. */
export interface LangChainEmbedderOptions {
  /** Any `Embeddings` of LangChain, such as `new OpenAIEmbeddings()`. */
  embeddings: LangChainEmbeddings;
  /** Names the vector space, because the object does not: the model, and its version if its weights change. */
  model: string;
  /** Length of the vectors, 1 to 65,536. Every vector is checked against it. */
  dimension: number;
}

export const langChainEmbedderSchema = z.strictObject({
  embeddings: z.custom<LangChainEmbeddings>(
    (value) => typeof value === "object" && value !== null && "embedDocuments" in value,
    "expected Embeddings of LangChain, with embedDocuments()",
  ),
  model: z.string().min(1),
  dimension: z.int().min(1).max(65_536),
});

/** Options of `createOllamaEmbedder`. */
export interface OllamaEmbedderOptions {
  /** Address of the server. Default `http://127.0.0.1:11434`. */
  host?: string | undefined;
  /** Further request headers, such as `authorization` of a proxy. Default none. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Model as `ollama list` names it, such as `nomic-embed-text`. */
  model: string;
  /** Length of the vectors, 1 to 65,536. Every reply is checked against it. */
  dimension: number;
  /**
   * Whether requests carry `dimensions`, which shortens the vectors of models made for it. Default false.
   */
  requestDimensions?: boolean | undefined;
  /** Whether the server cuts texts that are longer than the model's context. If not, it refuses them. Default true. */
  truncate?: boolean | undefined;
  /** How long the server keeps the model in memory after the call, such as `"10m"`, or -1 for ever. Default: the server's (5 minutes). */
  keepAlive?: string | number | undefined;
  /** Texts in one request, 1 to 2,048. Default 64. */
  batchSize?: number | undefined;
  /** Longest time for one request, the loading of the model included, in milliseconds, 1 to 600,000. Default 30,000. */
  timeoutMs?: number | undefined;
}

export const ollamaEmbedderSchema = z.strictObject({
  host: plainHttpUrl.default("http://127.0.0.1:11434"),
  headers: httpHeaders,
  model: z.string().min(1),
  dimension: z.int().min(1).max(65_536),
  requestDimensions: z.boolean().default(false),
  truncate: z.boolean().default(true),
  keepAlive: z.union([z.string().min(1), z.number()]).optional(),
  batchSize: z.int().min(1).max(2_048).default(64),
  timeoutMs: z.int().min(1).max(600_000).default(30_000),
});

/** `OllamaEmbedderOptions` after checking, defaults filled in. */
export type ResolvedOllamaEmbedderOptions = z.output<typeof ollamaEmbedderSchema>;

/** Options of `createTestEmbedder`. */
export interface TestEmbedderOptions {
  /** Length of the vectors, 1 to 65,536. Default 64. */
  dimension?: number | undefined;
  /** Seed, 0 to 4,294,967,295. Vectors of different seeds are unrelated. Default 1. */
  seed?: number | undefined;
  /**
   * Makes one space of texts and others, as models such as CLIP have it. The bytes of an "image" are read as UTF-8 text that says what
   * is on it: `Buffer.from("a red bicycle")`. As with real models, a text is nearer to all texts than to any image: the similarity of
   * equal contents in two modalities is 0.5. Default: texts only.
   */
  modalities?: Modality[] | undefined;
}

export const testEmbedderSchema = z.strictObject({
  dimension: z.int().min(1).max(65_536).default(64),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  modalities: z
    .array(z.enum(MODALITIES))
    .refine((list) => list.includes("text"), 'expected "text" and any of "image" and "code"')
    .optional(),
});
