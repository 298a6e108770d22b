import type { Reply } from "../../../executor.js";
import { textOf } from "../../../reply.js";
import type { CacheEntry, LivingEntry } from "../../contract/index.js";

import { decodeResponse, encodeResponse } from "./response-text.js";

/**
 * The fields of an entry's hash. Their names are one letter, because every entry repeats them.
 *
 * `r` response (see `response-text.ts`), `p` prompt, `a` answer id, `m` JSON of {@link Meta}, `c` when it was stored (server's clock), `k` staleMs,
 * `w` word hashes, `v` float32 vector (4 · dimension bytes), `e` length of the rounding error of its Q8 code,
 * `f` number of the lease under which it was made, `n` latest verdicts of `feedback`, `u` label of its writer,
 * `q` while it is on probation: the label that lists the writer's entries on probation.
 * Sliding entries: `t` what a hit adds, `h` the latest end.
 * In a cache with keys `r` holds response, prompt and {@link Meta} encrypted, `p` is empty, `m` is `{}`, and `w` is encrypted.
 * Eviction by importance: `x` base-2 logarithm of its cost, `y` set when it has no near neighbour that is more useful.
 */
export const ANSWER_FIELDS = ["r", "p", "a", "m", "c", "k", "q", "u"] as const;

/** Tags, model, category, input tokens, output tokens, the modality of a question that is no text, and the writer. */
interface Meta {
  readonly t?: readonly string[] | undefined;
  readonly m?: string | undefined;
  readonly g?: string | undefined;
  readonly i?: number | undefined;
  readonly o?: number | undefined;
  readonly d?: unknown;
  readonly u?: string | undefined;
}

/** The fields of an answer. The server adds `c`. */
export function encodeAnswer(
  entry: Omit<CacheEntry, "entryId" | "createdAtMs">,
  staleMs: number,
): Record<"r" | "p" | "a" | "m" | "k", string> {
  const { prompt, answerId, tags, model, category, usage, modality, writer } = entry;
  // JSON leaves out what is undefined.
  const meta: Meta = {
    t: tags.length > 0 ? tags : undefined,
    m: model,
    g: category,
    i: usage?.inputTokens,
    o: usage?.outputTokens,
    d: modality,
    u: writer,
  };
  return {
    r: encodeResponse(entry),
    p: prompt,
    a: answerId,
    m: JSON.stringify(meta),
    k: String(staleMs),
  };
}

/** Decodes the values of {@link ANSWER_FIELDS} and the reply of PTTL. Undefined when the entry is gone, or in the format of a later version; `"corrupt"` when it cannot be read. */
export function decodeAnswer(
  entryId: string,
  values: readonly (Reply | undefined)[],
  pttl: Reply | undefined,
): LivingEntry | "corrupt" | undefined {
  const [stored, prompt, answerId, metaText, createdAt, stale, probation] = values.map(textOf);
  if (stored === undefined && prompt === undefined && metaText === undefined) return undefined;
  const meta = parseMeta(metaText);
  const createdAtMs = Number(createdAt);
  const staleMs = Number(stale);
  if (
    stored === undefined ||
    prompt === undefined ||
    answerId === undefined ||
    meta === undefined ||
    !Number.isFinite(createdAtMs) ||
    !Number.isFinite(staleMs) ||
    typeof pttl !== "number"
  ) {
    return "corrupt";
  }
  // PTTL −2: the entry expired between the two commands.
  if (pttl === -2) return undefined;
  const modality = meta.d;
  // A later version knows more modalities.
  if (modality !== undefined && modality !== "image" && modality !== "code") return undefined;
  const response = decodeResponse(stored);
  if (response === undefined || response === "corrupt") return response;
  const entry: CacheEntry = {
    entryId,
    ...response,
    prompt,
    answerId,
    tags: meta.t ?? [],
    model: meta.m,
    category: meta.g,
    usage:
      meta.i === undefined && meta.o === undefined
        ? undefined
        : { inputTokens: meta.i, outputTokens: meta.o },
    ...(modality === undefined ? {} : { modality }),
    ...(typeof meta.u === "string" ? { writer: meta.u } : {}),
    ...(probation === undefined ? {} : { onProbation: true }),
    createdAtMs,
  };
  return { entry, remainingMs: pttl < 0 ? Number.POSITIVE_INFINITY : pttl, staleMs };
}

function parseMeta(text: string | undefined): Meta | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isMeta(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMeta(value: unknown): value is Meta {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const tags: unknown = "t" in value ? value.t : undefined;
  return tags === undefined || (Array.isArray(tags) && tags.every((tag) => typeof tag === "string"));
}
