import { z } from "zod";
import { signalField } from "./shared-fields.js";

/** Where a Qdrant server is, and how long to wait for it. */
export interface QdrantConnectionOptions {
  /**
   * http or https address of the REST interface, without credentials, query or fragment: `"http://localhost:6333"`. The default
   * port is 6333. A path is kept, for a proxy that serves Qdrant under a prefix.
   */
  url: string;
  /** Key that is sent in the header `api-key`. Never part of an error or a log. Default none. */
  apiKey?: string | undefined;
  /** Name of the collection, or an alias of it. */
  collection: string;
  /**
   * Name of the vector. Required if the collection has several. Default: the only vector, named or not.
   */
  vectorName?: string | undefined;
  /**
   * Payload field for record ids that are no Qdrant ids (whole numbers or UUIDs). `exportToQdrant` writes it, `QdrantSource`
   * reads it. Default: the id of the point; `exportToQdrant` writes `octavec_id`.
   */
  idField?: string | undefined;
  /** Longest time for one request, reply included, in milliseconds, 1 to 3,600,000. Default 60,000. */
  timeoutMs?: number | undefined;
  /** Repeats of one request after 408, 429, 5xx, a network failure or a timeout, 0 to 100. Default 8. */
  maxRetries?: number | undefined;
  /**
   * Longest wait before a repeat, in milliseconds, 1 to 3,600,000. Default 60,000. If `Retry-After` of a reply asks for more,
   * the call fails at once, with that time in `details.retryAfterMs`.
   */
  maxRetryDelayMs?: number | undefined;
}

/** Options of `QdrantSource`. */
export type QdrantSourceOptions = QdrantConnectionOptions;

/** Options of `exportToQdrant`. */
export interface ExportToQdrantOptions extends QdrantConnectionOptions {
  /** Distance of the collection if it has to be created. An existing collection keeps its own. Default `"Cosine"`. */
  distance?: "Cosine" | "Dot" | "Euclid" | "Manhattan" | undefined;
  /** Points in one request, 1 to 1,000. Default 100. */
  batchSize?: number | undefined;
  /** Ends the export, which then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const parts = [url.username, url.password, url.search, url.hash];
  return ["http:", "https:"].includes(url.protocol) && parts.every((part) => part === "");
}

const connection = {
  url: z
    .string()
    .refine(isPlainHttpUrl, "expected an http(s) address without credentials, query or fragment"),
  apiKey: z
    .string()
    .regex(/^[\x21-\x7e]+$/, "expected printable ASCII without spaces or line ends")
    .optional(),
  collection: z.string().min(1).max(255),
  vectorName: z.string().optional(),
  idField: z.string().min(1).optional(),
  timeoutMs: z.int().min(1).max(3_600_000).default(60_000),
  maxRetries: z.int().min(0).max(100).default(8),
  maxRetryDelayMs: z.int().min(1).max(3_600_000).default(60_000),
};

export const qdrantSourceSchema = z.strictObject(connection);

export const exportToQdrantSchema = z.strictObject({
  ...connection,
  idField: connection.idField.default("octavec_id"),
  distance: z.enum(["Cosine", "Dot", "Euclid", "Manhattan"]).default("Cosine"),
  batchSize: z.int().min(1).max(1_000).default(100),
  signal: signalField,
});

/** `QdrantSourceOptions` after checking, defaults filled in. */
export type ResolvedQdrantOptions = z.output<typeof qdrantSourceSchema>;
