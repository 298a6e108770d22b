import { z } from "zod";

const tokens = z.number().min(0).optional();

const exportedEntrySchema = z.strictObject({
  version: z.literal(1),
  entryId: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  space: z.string().min(1).max(64),
  prompt: z.string().min(1),
  response: z.string(),
  structured: z.record(z.string(), z.json()).optional(),
  answerId: z.string(),
  tags: z.array(z.string().min(1).max(128)).max(16),
  model: z.string().optional(),
  category: z.string().min(1).optional(),
  usage: z.strictObject({ inputTokens: tokens, outputTokens: tokens }).optional(),
  writer: z.string().min(1).max(128).optional(),
  onProbation: z.boolean().optional(),
  createdAtMs: z.number().min(0),
  exportedAtMs: z.number().min(0),
  remainingMs: z.number().min(0).nullable(),
  staleMs: z.number().min(0),
  modality: z.enum(["image", "code"]).optional(),
  vector: z.base64().optional(),
});

/** One entry as `export` returns it and `warm` takes it: plain JSON. */
export interface ExportedEntry {
  readonly version: 1;
  readonly entryId: string;
  /** Names the embedder (model, dimension), `quantization` and `keySecret` that the id and the vector were made with. */
  readonly space: string;
  readonly prompt: string;
  readonly response: string;
  /** The answer in parts (`StructuredAnswer` of `octavec/cache`), if it was stored so. */
  readonly structured?: unknown;
  readonly answerId: string;
  readonly tags: readonly string[];
  readonly model?: string | undefined;
  readonly category?: string | undefined;
  readonly usage?:
    | { readonly inputTokens?: number | undefined; readonly outputTokens?: number | undefined }
    | undefined;
  /** Who gave the answer; absent for the application itself. */
  readonly writer?: string | undefined;
  /** It was on probation. Absent: it was not. */
  readonly onProbation?: boolean | undefined;
  /** When the entry was stored: milliseconds since 1970 by the server's clock. */
  readonly createdAtMs: number;
  /** When the entry was exported: milliseconds since 1970 by the server's clock. */
  readonly exportedAtMs: number;
  /** Milliseconds that the entry had left to live when it was exported; null if it never expires. */
  readonly remainingMs: number | null;
  /** The last part of `remainingMs`, in which the entry is served only while a new answer is made. */
  readonly staleMs: number;
  /** Of its question; absent for a text. An export does not hold images: their `prompt` is a name made of the hash. */
  readonly modality?: "image" | "code" | undefined;
  /** The vector as float32, little-endian, in base64: 4 · dimension bytes. Absent with `vectors: false`; `warm` then embeds the prompt. */
  readonly vector?: string | undefined;
}

/** Returns the entry, or says what is wrong with it: the path and the problem, never a value. */
export function parseExportedEntry(row: unknown): ExportedEntry | { readonly problem: string } {
  const parsed = exportedEntrySchema.safeParse(row);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join(".") || "entry"}: ${issue?.message ?? "invalid"}` };
}
