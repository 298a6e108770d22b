import { createHash } from "node:crypto";
import type { Attributes } from "../options/index.js";
import { OWN_ATTRIBUTES } from "./check-arguments.js";
import type { CurrentDocument, Leftover } from "./document-list.js";
import type { Chunk, RagDocument } from "./rag-types.js";

/** A chunk that was found, and the call that wrote it. */
export interface FoundChunk extends Chunk {
  readonly generation: string;
}

export function chunkId(id: string, generation: string, part: number): string {
  return `${id}#${generation}#${part}`;
}

export function chunkIds({ id, generation, chunks }: Leftover): string[] {
  return Array.from({ length: chunks }, (_, part) => chunkId(id, generation, part));
}

/** The same for the same content: 22 characters (132 bits) of a hash of everything that the chunks are made of. */
export function revisionOf(
  { version, attributes }: Pick<RagDocument, "version" | "attributes">,
  texts: readonly string[],
  model: string,
): string {
  const content = JSON.stringify([version ?? null, attributes ?? null, texts, model]);
  return createHash("sha256").update(content).digest("base64url").slice(0, 22);
}

/** The records of a document, to be written under the generation of its call. */
export function chunkRecords(
  { id, attributes }: RagDocument,
  { version, generation }: CurrentDocument,
  texts: readonly string[],
  vectors: readonly Float32Array[],
) {
  return texts.map((text, part) => ({
    id: chunkId(id, generation, part),
    vector: vectors[part]!,
    attributes: { ...attributes, document: id, version, generation, part, text },
  }));
}

/** The chunk in a hit; undefined for a record that `addDocument` did not write. */
export function chunkOfHit(hit: {
  readonly attributes?: Attributes;
  readonly similarity?: number;
}): FoundChunk | undefined {
  const { document, version, generation, part, text } = hit.attributes ?? {};
  const isOurs = [document, version, generation, text].every((value) => typeof value === "string");
  if (!isOurs || typeof part !== "number") return undefined;
  const own = Object.entries(hit.attributes ?? {}).filter(([name]) => !OWN_ATTRIBUTES.includes(name));
  return {
    document: String(document),
    version: String(version),
    generation: String(generation),
    part,
    text: String(text),
    ...(hit.similarity === undefined ? {} : { similarity: hit.similarity }),
    attributes: Object.fromEntries(own),
  };
}

/** The label of the answers that used a version of a document: at most 127 characters. */
export function tagOf(id: string, { revision }: Pick<CurrentDocument, "revision">): string {
  return `doc:${id}@${revision}`;
}
