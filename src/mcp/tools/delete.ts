import { z } from "zod";
import { openCollection } from "../collections/open-collection.js";
import { collection, ids } from "../contract/shared-fields.js";
import { defineTool } from "../contract/tool.js";

export const deleteRecords = defineTool({
  name: "delete",
  title: "Delete records",
  description: "Deletes records of a collection by their ids. Ids that do not exist are no error.",
  of: "collections",
  right: "write",
  isDestructive: true,
  isIdempotent: true,
  input: z.strictObject({ collection, ids }),
  output: z.object({ deleted: z.int().describe("How many existed.") }),
  async run({ reach, signal }, { collection: name, ids: asked }) {
    const { repository } = await openCollection(reach, name, signal);
    return { deleted: await repository.delete(asked, { signal }) };
  },
});
