import { z } from "zod";
import type { CacheRequest } from "../../cache/index.js";
import { OctavecError } from "../../errors/index.js";
import type { McpReach, ReachableCache } from "../contract/reach.js";
import { text } from "../contract/shared-fields.js";

/** The field that names a cache. */
export const cacheName = z
  .string()
  .max(512)
  .optional()
  .describe(
    "Name of the cache. May be left out if there is only one; cache_stats without it lists the names.",
  );

/** The fields of a question to a cache. */
export const questionFields = {
  cache: cacheName,
  prompt: text.describe("The question."),
  scope: z
    .strictObject({
      model: z.string().max(256).optional(),
      system: z.string().max(32_768).optional(),
      temperature: z.number().optional(),
      locale: z.string().max(64).optional(),
    })
    .optional()
    .describe(
      "What answers depend on beside the question: the same fields as the application gives, or nothing is found. Default: none.",
    ),
  tags: z
    .array(z.string().min(1).max(600))
    .max(20)
    .optional()
    .describe("Tags that an entry must have; name=value for attributes of LangCache. Default: none."),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Least cosine similarity of a hit, 0 to 1. Default: that of the cache."),
};

interface Question {
  readonly prompt: string;
  readonly scope?: CacheRequest["scope"];
  readonly tags?: readonly string[] | undefined;
  readonly threshold?: number | undefined;
}

export function requestOf(
  { threshold: ofCache }: ReachableCache,
  { prompt, scope, tags, threshold = ofCache }: Question,
): CacheRequest {
  return { prompt, scope, tags, threshold };
}

/** The cache of this name; without one, the only cache. @throws OctavecError `INVALID_ARGUMENT` */
export function cacheNamed({ caches }: McpReach, name: string | undefined): ReachableCache {
  const [first] = caches;
  if (name === undefined && first !== undefined && caches.length === 1) return first;
  const found = name === undefined ? undefined : caches.find((cache) => cache.name === name);
  if (found !== undefined) return found;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `cache: expected ${caches.length === 1 ? "" : "one of "}${namesOf(caches)}, got ${name === undefined ? "none" : "another name"}.`,
  );
}

/** @throws OctavecError `NOT_AUTHORIZED` for a cache that this caller may only read. */
export function requireWritable(cache: ReachableCache): void {
  if (cache.write) return;
  throw new OctavecError("NOT_AUTHORIZED", `cache: this caller may only read the cache ${cache.name}.`);
}

const MOST_NAMES = 20;

function namesOf(caches: readonly ReachableCache[]): string {
  const names = caches.slice(0, MOST_NAMES).map(({ name }) => name);
  return [...names, ...(caches.length > MOST_NAMES ? ["…"] : [])].join(", ");
}
