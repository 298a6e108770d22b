import { z } from "zod";
import { openCollection } from "../collections/open-collection.js";
import { withinBudget } from "../contract/result-budget.js";
import { attributes, collection, ids } from "../contract/shared-fields.js";
import { defineTool } from "../contract/tool.js";

const record = z.object({
  id: z.string(),
  attributes: attributes.optional(),
  vector: z.array(z.number()).optional(),
  expiresAt: z.string().optional().describe("When the record expires, ISO 8601. Absent if it never does."),
  leftOut: z
    .literal(true)
    .optional()
    .describe("The result would have been too long with this record. Ask for fewer, or without vectors."),
});

type Shown = z.output<typeof record>;

export const get = defineTool({
  name: "get",
  title: "Read records",
  description: "Reads records of a collection by their ids: attributes, and vectors if asked for.",
  of: "collections",
  right: "read",
  isDestructive: false,
  isIdempotent: true,
  input: z.strictObject({
    collection,
    ids,
    includeVectors: z
      .boolean()
      .default(false)
      .describe("Whether records have their vectors, as far as the collection keeps them. Default false."),
  }),
  output: z.object({
    records: z.array(record).describe("In the order of the ids."),
    missing: z.array(z.string()).describe("Ids of which there is no record."),
  }),
  async run({ reach, signal }, { collection: name, ids: asked, includeVectors }) {
    const { repository } = await openCollection(reach, name, signal);
    const read = await Promise.all(asked.map((id) => repository.get(id, { signal })));
    const records = read.flatMap((found): Shown[] => {
      if (found === undefined) return [];
      const { id, attributes: held, vector, expiresAtMs } = found;
      return [
        {
          id,
          ...(held === undefined ? {} : { attributes: held }),
          ...(includeVectors ? { vector: [...vector] } : {}),
          ...(expiresAtMs === undefined ? {} : { expiresAt: new Date(expiresAtMs).toISOString() }),
        },
      ];
    });
    return {
      records: withinBudget(records, ({ id }): Shown => ({ id, leftOut: true })),
      missing: asked.filter((_, index) => read[index] === undefined),
    };
  },
});
