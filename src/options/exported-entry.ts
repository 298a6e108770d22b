import { z } from "zod";

const tokens = z.number().min(0).optional();

const exportedEntrySchema = z.strictObject({
  version: z.literal(1),
  entryId: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  space: z.string().min(1).max(64),
  prompt: z.string().min(1),
  response: z.string().min(1),
  answerId: z.string(),
  tags: z.array(z.string().min(1).max(128)).max(16),
  model: z.string().optional(),
  category: z.string().min(1).optional(),
  usage: z.strictObject({ inputTokens: tokens, outputTokens: tokens }).optional(),
  createdAtMs: z.number().min(0),
  exportedAtMs: z.number().min(0),
  remainingMs: z.number().min(0).nullable(),
  staleMs: z.number().min(0),
  vector: z.base64().optional(),
});

/** One entry as `export` gives it and `import` takes it: plain JSON. */
export interface ExportedEntry {
  readonly version: 1;
  readonly entryId: string;
  /** Fits the embedder (model, dimension), `quantization` and `keySecret` that the id and the vector were made with. */
  readonly space: string;
  readonly prompt: string;
  readonly response: string;
  readonly answerId: string;
  readonly tags: readonly string[];
  readonly model?: string | undefined;
  readonly category?: string | undefined;
  readonly usage?:
    | { readonly inputTokens?: number | undefined; readonly outputTokens?: number | undefined }
    | undefined;
  /** When it was stored, and when it was exported: milliseconds since 1970 by the server's clock. */
  readonly createdAtMs: number;
  readonly exportedAtMs: number;
  /** Life that it had left when it was exported, in milliseconds; null for never to expire. */
  readonly remainingMs: number | null;
  /** Part of it in which it is served only while a new answer is made. */
  readonly staleMs: number;
  /** Float32, little-endian, base64: 4 · dimension bytes. Absent with `vectors: false`; `import` then embeds the prompt. */
  readonly vector?: string | undefined;
}

/** The entry, or what is wrong with it: path and problem, never a value. */
export function parseExportedEntry(row: unknown): ExportedEntry | { readonly problem: string } {
  const parsed = exportedEntrySchema.safeParse(row);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join(".") || "entry"}: ${issue?.message ?? "invalid"}` };
}
