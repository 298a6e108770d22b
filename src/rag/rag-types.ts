import type {
  CacheRequest,
  GivenAnswer,
  SemanticCache,
  WrapOptions,
  WrapStreamOptions,
} from "../cache/index.js";
import type { Filter } from "../commands/index.js";
import type { Embedder } from "../embedding/index.js";
import type { Attributes } from "../options/index.js";
import type { VectorRepository } from "../repository/index.js";

export interface RagOptions {
  /** The collection of the chunks, with the embedder's dimension. Nobody else writes to it. */
  readonly repository: VectorRepository;
  /** Turns chunks and questions into vectors. */
  readonly embedder: Embedder;
  /** The cache of the answers, of one tenant. */
  readonly cache: SemanticCache;
  /** A cache of what was retrieved, by the meaning of the questions; it may be `cache`. Default: every question is searched. */
  readonly retrievalCache?: SemanticCache | undefined;
  /** Splits the text of a document into chunks. Default `splitMarkdown` with 1,000 characters. */
  readonly split?: ((text: string) => readonly string[] | Promise<readonly string[]>) | undefined;
}

export interface RagDocument {
  /** 1 to 100 characters. */
  readonly id: string;
  /** Markdown or plain text. */
  readonly text: string;
  /** A label for people and prompts, 1 to 100 characters. Default: a hash of the content. */
  readonly version?: string | undefined;
  /** Given to every chunk, for filters: any JSON except `document`, `version`, `generation`, `part` and `text`. */
  readonly attributes?: Attributes | undefined;
}

export interface AddedDocument {
  /** False: the document was there with the same content, version and attributes, and nothing was embedded. */
  readonly changed: boolean;
  readonly version: string;
  /** How many chunks it has. */
  readonly chunks: number;
}

/** A passage of a document. */
export interface Chunk {
  /** Id of the document. */
  readonly document: string;
  readonly version: string;
  /** Its place in the document, from 0. */
  readonly part: number;
  readonly text: string;
  /** Cosine similarity to the question that was searched for, −1 to 1. Absent if it was found by words alone. */
  readonly similarity?: number | undefined;
  /** Those of the document. */
  readonly attributes: Attributes;
}

export interface RetrieveOptions {
  /** Most chunks, 1 to 16. Default 5. */
  readonly k?: number | undefined;
  /** A filter built with `f` or `filterFor`, on the attributes of documents, `document` and `version`. */
  readonly filter?: Filter | undefined;
  /** Least cosine similarity of a chunk, −1 to 1. Default: none. */
  readonly minSimilarity?: number | undefined;
  /** Whether to search by words, too; the repository then needs `text: { field: "text" }`. Default false. */
  readonly words?: boolean | undefined;
  /** Ends the call with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface Retrieved {
  /** Best first. */
  readonly chunks: readonly Chunk[];
  /** Their documents, each once, by id. */
  readonly documents: readonly { readonly id: string; readonly version: string }[];
  /** Whether they come from `retrievalCache`. They were then found for a question of the same meaning. */
  readonly cached: boolean;
}

/** What an answer is made of. */
export interface RagQuestion extends Retrieved {
  readonly question: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export type RagProducer = (
  question: RagQuestion,
) => Promise<GivenAnswer & { readonly cacheable?: boolean | undefined }>;

/** What is the same for answers and streams: how to retrieve, what the answer depends on, and what this call does otherwise. */
export type RagAnswerOptions = RetrieveOptions &
  Pick<CacheRequest, "scope" | "tags" | "category" | "threshold"> &
  WrapOptions;

export type RagStreamOptions<T> = RetrieveOptions &
  Pick<CacheRequest, "scope" | "tags" | "category" | "threshold"> &
  WrapStreamOptions<T>;
