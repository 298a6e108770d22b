import { z } from "zod";
import { isOctavecError } from "../../errors/index.js";
import { readRecordedCollections } from "../../repository/index.js";
import { findCollections } from "../collections/find-collections.js";
import { collectionsOf } from "../collections/open-collection.js";
import { nameOfKey } from "../contract/collection-names.js";
import type { McpReach } from "../contract/reach.js";
import { defineTool } from "../contract/tool.js";

export const listCollections = defineTool({
  name: "list_collections",
  title: "List collections",
  description:
    "Lists the collections of vectors that may be used: vector sets whose key is {namespace:name}:v, whether octavec or another " +
    "program made them. A page may be short or empty although there are more: go on while there is a nextCursor. A name may come twice.",
  of: "collections",
  right: "read",
  isDestructive: false,
  isIdempotent: true,
  input: z.strictObject({
    limit: z.int().min(1).max(100).default(50).describe("About how many, 1 to 100. Default 50."),
    cursor: z.string().max(40).optional().describe("nextCursor of the page before. Default: the first page."),
  }),
  output: z.object({
    collections: z.array(
      z.object({
        collection: z.string(),
        records: z.int(),
        dimension: z.int(),
        quantization: z.enum(["q8", "none", "bin"]),
      }),
    ),
    unreadable: z
      .array(z.string())
      .describe("Collections that the user of Redis may not read, or of a later version of octavec."),
    nextCursor: z.string().optional(),
  }),
  async run({ reach, signal }, { limit, cursor }) {
    const { names: allowed } = collectionsOf(reach);
    const { names, nextCursor } = await findCollections(reach.client, allowed, { limit, cursor, signal });
    const found = await readNamed(reach, names, signal);
    // Shards stand for their collection. Only that can be opened.
    const whole = new Set(found.flatMap(({ read }) => (read.ok ? (read.collection?.shardOf ?? []) : [])));
    // Another program may have written anything there.
    const isName = (name: string) => nameOfKey(`{${name}}:v`) !== undefined && allowed.allows(name);
    const more = [...whole].filter((name) => isName(name) && !names.includes(name));
    const unreadable: string[] = [];
    const collections = [...found, ...(await readNamed(reach, more, signal))].flatMap(({ name, read }) => {
      if (!read.ok) {
        if (!isOfOne(read.error)) throw read.error;
        unreadable.push(name);
      }
      // One that was named without being there, or a shard.
      if (!read.ok || read.collection === undefined || read.collection.shardOf !== undefined) return [];
      const { count, options } = read.collection;
      const { dimension, quantization = "q8" } = options;
      return [{ collection: name, records: count, dimension, quantization }];
    });
    return { collections, unreadable, ...(nextCursor === undefined ? {} : { nextCursor }) };
  },
});

/** Collections by names that are allowed, each with the outcome of reading it. */
async function readNamed(reach: McpReach, names: readonly string[], signal: AbortSignal) {
  const { names: allowed } = collectionsOf(reach);
  const places = names.map((name) => allowed.placeOf(name));
  const reads =
    places.length === 0 ? [] : await readRecordedCollections(reach.client.executor, places, { signal });
  return reads.map((read, index) => ({ name: names[index]!, read }));
}

/** Whether an error is of one collection: rights, a later version, other data under its name. */
function isOfOne(error: unknown): boolean {
  return (
    isOctavecError(error, "NOT_AUTHORIZED") ||
    isOctavecError(error, "COLLECTION_MISMATCH") ||
    isOctavecError(error, "WRONG_TYPE")
  );
}
