import { z } from "zod";
import type { Filter } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";
import { embedText } from "../collections/embed-text.js";
import { openCollection } from "../collections/open-collection.js";
import { withinBudget } from "../contract/result-budget.js";
import { attributes, collection, id, text, vector } from "../contract/shared-fields.js";
import { defineTool, type ToolCall } from "../contract/tool.js";

const FILTER =
  'Which records may match: {"type":"eq","field":"lang","value":"en"}, with eq, ne, gt, gte, lt, lte or contains; ' +
  '{"type":"between","field":"year","min":2020,"max":2024}; {"type":"in","field":"lang","values":["en","de"]}, also notIn; ' +
  '{"type":"exists","field":"lang"}, also missing; {"type":"startsWith","field":"title","text":"The"}, also textContains; ' +
  '{"type":"and","filters":[…]}, also or; {"type":"not","filter":…}.';

const input = z.strictObject({
  collection,
  text: text
    .optional()
    .describe("What to search for, in words. Its vector is made by the embedder of this server."),
  vector: vector.optional().describe("A vector of the collection's dimension, in place of text."),
  id: id
    .optional()
    .describe("Id of a record to which others shall be similar, in place of text. It is among its own hits."),
  words: text
    .optional()
    .describe(
      "Words that must occur. Needs a collection with an index of words; alone or beside one of the others.",
    ),
  limit: z.int().min(1).max(100).default(10).describe("Most hits, 1 to 100. Default 10."),
  minSimilarity: z
    .number()
    .min(-1)
    .max(1)
    .optional()
    .describe("Least cosine similarity of a hit, -1 to 1. Not with words. Default: no limit."),
  filter: z.record(z.string(), z.unknown()).optional().describe(FILTER),
  includeAttributes: z.boolean().default(true).describe("Whether hits have their attributes. Default true."),
});

const hit = z.object({
  id: z.string(),
  similarity: z.number().optional().describe("Cosine similarity, -1 to 1. Absent for a hit by words alone."),
  textScore: z.number().optional().describe("BM25 of a search by words, above 0."),
  attributes: attributes.optional(),
  attributesLeftOut: z
    .literal(true)
    .optional()
    .describe("The result would have been too long with its attributes. get reads them."),
});

type Hit = z.output<typeof hit>;

export const search = defineTool({
  name: "search",
  title: "Search a collection",
  description:
    "Finds the records of a collection that are nearest to a text, a vector or a stored record by cosine similarity, best first, with an " +
    "optional filter on attributes. Give exactly one of text, vector and id, or words, or words beside one of them.",
  of: "collections",
  right: "read",
  isDestructive: false,
  isIdempotent: true,
  input,
  output: z.object({
    hits: z.array(hit),
    complete: z.boolean().describe("Whether the hits are certain to be the best of all records that match."),
  }),
  async run(call, asked) {
    const { signal } = call;
    const { limit, minSimilarity, includeAttributes, words } = asked;
    requireOneTarget(asked);
    const { repository } = await openCollection(call.reach, asked.collection, signal);
    // The repository checks it.
    const filter = asked.filter as Filter | undefined;
    const target = await targetOf(call, asked, repository.inputDimension);
    const query = { limit, filter, includeAttributes, signal };
    const { hits, complete } = await (target === undefined
      ? repository.searchPage({ ...query, text: words ?? "" })
      : words === undefined
        ? repository.searchPage({ ...query, ...target, minSimilarity })
        : repository.searchPage({ ...query, ...target, text: words }));
    return { hits: withinBudget(hits.map(shown), withoutAttributes), complete };
  },
});

type Asked = z.output<typeof input>;

function requireOneTarget({ text: meaning, vector: given, id: of, words, minSimilarity }: Asked): void {
  const targets = [meaning, given, of].filter((target) => target !== undefined).length;
  if (targets > 1 || (targets === 0 && words === undefined)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "search: expected exactly one of text, vector and id, or words, or words beside one of them.",
    );
  }
  if (words !== undefined && minSimilarity !== undefined) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "search: minSimilarity does not go with words. Leave one out.",
    );
  }
}

type Target = { vector: Float32Array | number[]; id?: undefined } | { id: string; vector?: undefined };

async function targetOf(call: ToolCall, asked: Asked, dimension: number): Promise<Target | undefined> {
  if (asked.id !== undefined) return { id: asked.id };
  if (asked.vector !== undefined) return { vector: asked.vector };
  return asked.text === undefined ? undefined : { vector: await embedText(call, asked.text, dimension) };
}

/** What a search by vector, by words or by both finds. */
interface Found {
  readonly id: string;
  readonly similarity?: number | undefined;
  readonly textScore?: number | undefined;
  readonly attributes?: Record<string, unknown> | undefined;
}

function shown({ id: of, similarity, textScore, attributes: held }: Found): Hit {
  return {
    id: of,
    ...(similarity === undefined ? {} : { similarity }),
    ...(textScore === undefined ? {} : { textScore }),
    ...(held === undefined ? {} : { attributes: held }),
  };
}

function withoutAttributes({ attributes: _, ...rest }: Hit): Hit {
  return { ...rest, attributesLeftOut: true };
}
