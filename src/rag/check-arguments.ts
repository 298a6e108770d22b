import { type KnownFields, OctavecError, requireKnownFields } from "../errors/index.js";
import type { RagDocument, RagOptions, RetrieveOptions } from "./rag-types.js";

/** Most tags of a request to the cache. Each document of an answer is one. */
const MAX_TAGS = 16;
const DEFAULT_K = 5;
const MAX_LENGTH = 100;

/** Attributes of chunks that are not the document's. */
export const OWN_ATTRIBUTES: readonly string[] = ["document", "version", "generation", "part", "text"];

const OPTIONS: KnownFields = {
  what: "options of createRag",
  fields: ["repository", "embedder", "cache", "retrievalCache", "split"],
};
const DOCUMENT: KnownFields = {
  what: "addDocument",
  fields: ["id", "text", "version", "attributes"],
  otherNames: new Map([
    ["metadata", "attributes"],
    ["content", "text"],
  ]),
};

export const RETRIEVE: KnownFields = {
  what: "options of retrieve",
  fields: ["k", "filter", "minSimilarity", "words", "signal"],
  otherNames: new Map([["limit", "k"]]),
};

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function checkRagOptions(options: RagOptions): void {
  requireKnownFields(options, OPTIONS);
  const { repository, embedder, cache, retrievalCache = cache, split } = options;
  if (typeof repository?.upsertMany !== "function") {
    throw refused("options of createRag: repository: expected client.repository(…)");
  }
  for (const one of [cache, retrievalCache]) {
    if (typeof one?.wrap !== "function") {
      throw refused("options of createRag: cache and retrievalCache: expected a SemanticCache");
    }
  }
  if (split !== undefined && typeof split !== "function") {
    throw refused("options of createRag: split: expected a function from a text to a list of texts");
  }
  if (embedder?.dimension !== repository.inputDimension) {
    throw refused(
      `options of createRag: the embedder's vectors have ${embedder?.dimension} components, those of the repository ` +
        `${repository.inputDimension}; give the repository the dimension of the embedder`,
    );
  }
}

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function checkDocument(document: RagDocument): void {
  requireKnownFields(document, DOCUMENT);
  const { id, text, version, attributes = {} } = document;
  checkDocumentId("addDocument", id);
  if (typeof text !== "string") throw refused("addDocument: text: expected a text");
  if (version !== undefined && !isName(version)) {
    throw refused(`addDocument: version: expected a text of 1 to ${MAX_LENGTH} characters`);
  }
  const taken = OWN_ATTRIBUTES.find((name) => Object.hasOwn(attributes, name));
  if (taken !== undefined) {
    throw refused(
      `addDocument: attributes: "${taken}" is the name of an attribute of chunks; choose another one`,
    );
  }
}

export function checkDocumentId(what: string, id: unknown): void {
  if (!isName(id)) throw refused(`${what}: id: expected a text of 1 to ${MAX_LENGTH} characters`);
}

/** How many chunks to retrieve. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkRetrieve(
  question: unknown,
  { k = DEFAULT_K, minSimilarity = -1 }: RetrieveOptions,
  tags: readonly string[] = [],
): number {
  if (typeof question !== "string" || question.trim() === "") {
    throw refused("question: expected a text with words");
  }
  const most = MAX_TAGS - tags.length;
  if (!Number.isInteger(k) || k < 1 || k > most) {
    const why =
      tags.length === 0 ? "" : `, because every document is a tag beside the ${tags.length} of the call`;
    throw refused(`k: expected a whole number from 1 to ${most}${why}`);
  }
  if (typeof minSimilarity !== "number" || !(minSimilarity >= -1 && minSimilarity <= 1)) {
    throw refused("minSimilarity: expected a number from −1 to 1");
  }
  return k;
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.length <= MAX_LENGTH;
}

function refused(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `${problem}.`);
}
