import { z } from "zod";
import { openCollection } from "../collections/open-collection.js";
import { collection } from "../contract/shared-fields.js";
import { defineTool } from "../contract/tool.js";

export const info = defineTool({
  name: "info",
  title: "Describe a collection",
  description:
    "Says what a collection holds: number of records, dimension of the vectors, how they are stored, the fields of its attributes " +
    "as far as they are recorded, and whether it can be searched by text.",
  of: "collections",
  right: "read",
  isDestructive: false,
  isIdempotent: true,
  input: z.strictObject({ collection }),
  output: z.object({
    collection: z.string(),
    records: z.int(),
    recordsWithAttributes: z.int(),
    dimension: z.int().describe("Components of the vectors that the collection takes."),
    quantization: z.enum(["q8", "none", "bin"]),
    precision: z.enum(["native", "residual", "float32", "int8"]),
    isRotated: z.boolean(),
    links: z.int().describe("Links per node of the graph."),
    attributes: z
      .record(z.string(), z.string())
      .describe(
        "Kinds by field: number, text, text[] or other. Empty if the application has not recorded them.",
      ),
    wordsOf: z.string().optional().describe("Attribute whose words are indexed, for a search by words."),
    canEmbedText: z
      .boolean()
      .describe("Whether the embedder of this server makes vectors of this dimension."),
  }),
  async run({ reach, signal }, { collection: name }) {
    const { recorded, repository } = await openCollection(reach, name, signal);
    const { count, attributesCount, quantization, m } = await repository.info({ signal });
    const { text } = recorded.options;
    return {
      collection: name,
      records: count,
      recordsWithAttributes: attributesCount,
      dimension: repository.inputDimension,
      quantization,
      precision: recorded.precision,
      isRotated: recorded.isRotated,
      links: m,
      attributes: Object.fromEntries(recorded.attributes),
      ...(text === undefined ? {} : { wordsOf: text.field }),
      canEmbedText: reach.embedder?.dimension === repository.inputDimension,
    };
  },
});
