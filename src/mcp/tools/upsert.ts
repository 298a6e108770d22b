import { z } from "zod";
import { OctavecError } from "../../errors/index.js";
import { embedText } from "../collections/embed-text.js";
import { collectionsOf, type OpenedCollection, tryOpenCollection } from "../collections/open-collection.js";
import { attributes, collection, id, text, vector } from "../contract/shared-fields.js";
import { defineTool, type ToolCall } from "../contract/tool.js";

const record = z.strictObject({
  id,
  text: text
    .optional()
    .describe("Text whose vector is stored. The text itself is not: put it into attributes to keep it."),
  vector: vector.optional().describe("The vector, in place of text."),
  attributes: attributes
    .optional()
    .describe("A JSON object. It replaces all attributes of an existing record."),
  ttlSeconds: z
    .int()
    .min(1)
    .max(315_576_000)
    .optional()
    .describe("Life of the record in seconds. Default: unlimited."),
});

type GivenRecord = z.output<typeof record>;

export const upsert = defineTool({
  name: "upsert",
  title: "Store records",
  description:
    "Stores records in a collection. A record whose id exists is replaced as a whole. Each has a vector, or a text of which the " +
    "embedder of this server makes one: only right if the application uses the same model.",
  of: "collections",
  right: "write",
  isDestructive: true,
  isIdempotent: true,
  input: z.strictObject({
    collection,
    records: z.array(record).min(1).max(100),
    createCollection: z
      .boolean()
      .default(false)
      .describe(
        "Whether a collection that does not exist is created, with the dimension of the first record. Default false.",
      ),
  }),
  output: z.object({
    inserted: z.int(),
    replaced: z.int(),
    superseded: z
      .int()
      .optional()
      .describe("Records that were not stored because a later one of the call has the same id."),
  }),
  async run(call, { collection: name, records, createCollection }) {
    for (const { id: of, text: meaning, vector: given } of records) requireOneSource(of, meaning, given);
    const opened = await tryOpenCollection(call.reach, name, call.signal);
    if (opened === undefined && !createCollection) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        "collection: there is none of this name. list_collections gives the names; createCollection: true creates it.",
      );
    }
    const repository = opened?.repository ?? newCollection(call, name, records);
    const prepared = await Promise.all(
      records.map(async ({ id: of, text: meaning, vector: given, attributes: held, ttlSeconds }) => ({
        id: of,
        vector: given ?? (await embedText(call, meaning ?? "", repository.inputDimension)),
        attributes: held,
        ttlMs: ttlSeconds === undefined ? undefined : 1_000 * ttlSeconds,
      })),
    );
    const { inserted, updated, superseded } = await repository.upsertMany(prepared, { signal: call.signal });
    return { inserted, replaced: updated, ...(superseded === 0 ? {} : { superseded }) };
  },
});

function requireOneSource(of: string, meaning: string | undefined, given: number[] | undefined): void {
  if ((meaning === undefined) !== (given === undefined)) return;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `records: expected text or vector for each record, got ${given === undefined ? "neither" : "both"} for the id ${JSON.stringify(of.slice(0, 40))}.`,
  );
}

function newCollection(
  { reach }: ToolCall,
  name: string,
  [first]: readonly GivenRecord[],
): OpenedCollection["repository"] {
  const place = collectionsOf(reach).names.placeOf(name);
  const dimension = first?.vector?.length ?? reach.embedder?.dimension;
  if (dimension !== undefined) return reach.client.repository({ ...place, dimension });
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "records: this server has no embedder, so it cannot make a vector of a text. Give vectors.",
  );
}
