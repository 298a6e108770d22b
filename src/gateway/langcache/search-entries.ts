import type { z } from "zod";
import type { CacheHit, LookupResult } from "../../cache/index.js";
import type { GatewayCache, WatchedEmbedder } from "../caches/index.js";
import { ProblemError } from "../http/index.js";
import { attributesOfTags, tagsOfAttributes } from "./attributes.js";
import type { searchBody } from "./bodies.js";
import { embeddingProblem, problemOfCode } from "./problem-of-failure.js";
import type { entryReply } from "./replies.js";

type Strategy = "exact" | "semantic";

type FoundEntry = z.output<typeof entryReply>;

/** Asks each strategy in turn. The first one with a match wins. @throws ProblemError */
export async function searchEntries(
  { definition, threshold, entries }: GatewayCache,
  body: z.output<typeof searchBody>,
  { embedder, signal }: { readonly embedder: WatchedEmbedder | undefined; readonly signal: AbortSignal },
): Promise<FoundEntry[]> {
  const { prompt, attributes, similarityThreshold = threshold, searchStrategies } = body;
  const tags = tagsOfAttributes(definition, attributes);
  const request = { prompt, tags, threshold: similarityThreshold };
  for (const strategy of searchStrategies ?? definition.strategies) {
    const found = await entries.lookup(request, { signal, exactOnly: strategy === "exact" });
    if (found.hit) return [entryOf(found, strategy)];
    refuseFailure(found, embedder);
  }
  return [];
}

function entryOf(
  { entryId, prompt, response, tags, similarity }: CacheHit,
  searchStrategy: Strategy,
): FoundEntry {
  return {
    id: entryId,
    prompt,
    response,
    attributes: attributesOfTags(tags),
    similarity: Math.min(1, Math.max(0, similarity)),
    searchStrategy,
  };
}

/** A miss is an empty list, but not one that comes of a failure: the client could not tell them apart. */
function refuseFailure(found: LookupResult, embedder: WatchedEmbedder | undefined): void {
  if (found.hit) return;
  if (found.reason === "embedding-failed") throw embeddingProblem(embedder?.lastStatus);
  if (found.reason !== "unavailable") return;
  const { errorCode } = found.why;
  throw new ProblemError(
    problemOfCode(errorCode) ?? {
      status: 500,
      type: "/errors/cache/unexpected-error",
      title: "Unexpected error",
      detail: `The cache could not be searched (${errorCode}).`,
    },
  );
}
