import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { MetadataMode } from "@llamaindex/core/schema";
import { Document, MarkdownNodeParser, Settings, VectorStoreIndex } from "llamaindex";
import { expect, inject, test } from "vitest";
import type { OctavecVectorStore } from "../../../../src/adapters/llamaindex/index.js";
import { embedModel, openStore } from "./stores.js";

const SOURCE = resolve(import.meta.dirname, "../../../../src");

/** Guides of this repository: real pages with headings, tables and code. */
function guides(): Document[] {
  return readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((file) => /^(repository|cache)\/.*\.md$/.test(file))
    .sort()
    .map((file) => {
      const text = readFileSync(join(SOURCE, file), "utf8");
      return new Document({
        id_: file,
        text,
        metadata: { file, room: file.split("/")[0], length: text.length },
      });
    });
}

/** An index with a node for each section of the documents. */
async function indexOf(documents: Document[], store: OctavecVectorStore): Promise<VectorStoreIndex> {
  const index = await VectorStoreIndex.fromVectorStore(store);
  await index.insertNodes(new MarkdownNodeParser().getNodesFromDocuments(documents));
  return index;
}

const FILE = "repository/filters.md";
const QUESTION =
  "When the schema changes: a schema that does not allow what stored elements may hold is refused with COLLECTION_MISMATCH. To change " +
  "the type of a field, allow both types, rewrite the elements, and then call adoptSchema() with the new schema.";

test("an index of real pages finds their sections, also from another process, and forgets a page", async () => {
  const { repository, store, again } = await openStore(inject("redisUrl"));
  await Settings.withEmbedModel(embedModel, async () => {
    const documents = guides();
    expect(documents.length).toBeGreaterThan(8);
    const index = await indexOf(documents, store);
    const stored = await repository.count();
    expect(stored).toBeGreaterThan(5 * documents.length);

    const [best] = await index.asRetriever({ similarityTopK: 3 }).retrieve(QUESTION);
    expect(best?.node.metadata).toMatchObject({ file: FILE, Header_2: "When the schema changes" });
    expect(best?.node.getContent(MetadataMode.NONE)).toContain("console.log(await after.adoptSchema()");
    expect(best?.node.sourceNode?.nodeId).toBe(FILE);

    // Nothing of the index but the collection is left.
    const opened = await VectorStoreIndex.fromVectorStore(again());
    const [same] = await opened.asRetriever({ similarityTopK: 3 }).retrieve(QUESTION);
    expect(same?.score).toBe(best?.score);
    expect(same?.node.toJSON()).toEqual(best?.node.toJSON());

    const filters = { filters: [{ key: "room", value: "cache", operator: "==" as const }] };
    const inCache = await opened.asRetriever({ similarityTopK: 5, filters }).retrieve(QUESTION);
    expect(inCache.map(({ node }) => node.metadata.room)).toEqual(Array(5).fill("cache"));

    await opened.deleteRefDoc(FILE, false);
    const left = await opened.asRetriever({ similarityTopK: stored }).retrieve(QUESTION);
    expect(left.map(({ node }) => node.metadata.file)).not.toContain(FILE);
    expect(left).toHaveLength(await repository.count());
  });
});

test("a page that changed replaces its old sections", async () => {
  const { repository, store } = await openStore(inject("redisUrl"));
  await Settings.withEmbedModel(embedModel, async () => {
    const page = (text: string) => [new Document({ id_: "page", text })];
    const index = await indexOf(page("# One\n\nold\n\n# Two\n\nold"), store);
    expect(await repository.count()).toBe(2);
    await index.deleteRefDoc("page", false);
    await indexOf(page("# One\n\nnew"), store);
    const records = await repository.find();
    expect(records.map(({ attributes }) => attributes?._node_text)).toEqual(["One\n\nnew"]);
  });
});
