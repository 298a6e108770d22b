import type { z } from "zod";
import type { GatewayCache, WatchedEmbedder } from "../caches/index.js";
import { ProblemError } from "../http/index.js";
import { tagsOfAttributes } from "./attributes.js";
import type { setBody } from "./bodies.js";
import { embeddingProblem, OUT_OF_MEMORY, problemOfCode } from "./problem-of-failure.js";

/** The longest life that the cache keeps; the interface allows six hours more. */
const YEAR_MS = 31_536_000_000;

const REFUSED = {
  contested: "Another key has stored another response to this prompt.",
  "over-quota": "The key has too many entries that no other key has confirmed.",
  quarantined: "Entries of this key are not taken at present.",
} as const;

/** Stores an entry. `writer`: the id of the key that gave it. @returns its id. @throws ProblemError */
export async function setEntry(
  { definition, entries }: GatewayCache,
  { prompt, response, attributes, ttlMillis }: z.output<typeof setBody>,
  {
    embedder,
    writer,
  }: { readonly embedder: WatchedEmbedder | undefined; readonly writer: string | undefined },
): Promise<string> {
  const tags = tagsOfAttributes(definition, attributes);
  const ttlMs = ttlMillis === undefined ? undefined : Math.min(ttlMillis, YEAR_MS);
  const result = await entries.store({ prompt, response, tags, ttlMs, writer });
  if (result.stored) return result.entryId;
  switch (result.reason) {
    case "empty-prompt":
      throw invalid("prompt", "expected a text that is not blank");
    case "empty-response":
      throw invalid("response", "expected a text that is not blank");
    case "response-too-large":
      throw new ProblemError({
        status: 413,
        type: "/errors/payload-too-large",
        title: "Payload too large",
        detail: "response: expected at most 1 MiB.",
      });
    case "too-large":
      throw new ProblemError(OUT_OF_MEMORY);
    case "contested":
    case "over-quota":
    case "quarantined":
      throw new ProblemError({
        status: 403,
        type: "/errors/insufficient-permissions",
        title: "Insufficient permissions",
        detail: REFUSED[result.reason],
      });
    case "embedding-failed":
      throw embeddingProblem(embedder?.lastStatus);
    default:
      throw new ProblemError(
        problemOfCode(result.errorCode) ?? {
          status: 500,
          type: "/errors/cache/unexpected-error",
          title: "Unexpected error",
          detail: `The entry was not stored (${result.errorCode ?? result.reason}).`,
        },
      );
  }
}

function invalid(field: string, message: string): ProblemError {
  return new ProblemError({
    status: 400,
    type: "/errors/invalid-data",
    title: "Invalid data",
    detail: `${field}: ${message}`,
    fields: [{ field, rule: "blank", message }],
  });
}
