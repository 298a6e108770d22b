import type { EmbedInput, Modality } from "../../options/index.js";

/** Values that JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/**
 * What must be the same for an answer to be the right one. Every field that is given becomes part of the key. Two requests
 * that differ in one field never share an answer, however similar their prompts are.
 */
export interface CacheScope {
  /** Model that answers. */
  readonly model?: string | undefined;
  /** System prompt, word for word. */
  readonly system?: string | undefined;
  /** Sampling temperature. Only its class counts: 0, up to 0.5, up to 1, above. */
  readonly temperature?: number | undefined;
  /** Tools the model may call, as they are sent to it. */
  readonly tools?: JsonValue | undefined;
  /** Response format or JSON schema. */
  readonly responseFormat?: JsonValue | undefined;
  /** Language or region of the answer, for example `de-AT`. */
  readonly locale?: string | undefined;
  /** Anything else that the answer depends on: user role, document version, flags … */
  readonly extra?: JsonValue | undefined;
}

export interface CacheMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  /** Tool calls of the message. Turns with tool calls are not cached, unless `agentTurns` allows them. */
  readonly toolCalls?: readonly JsonValue[] | undefined;
}

/**
 * Fields of {@link CacheScope}, which do nothing beside `scope`. Their only value is `undefined`, so that a request with one of them
 * does not compile, also when it is spread from another object.
 */
export type MisplacedScopeFields = { readonly [field in keyof CacheScope]?: undefined };

/** One question to the cache. Give `prompt` or `messages`, not both. */
export interface CacheRequest extends MisplacedScopeFields {
  /**
   * The question: a text, or `{ text }`, `{ image }` (bytes of a file, up to 20 MiB) or `{ code }`. It may be matched by meaning. The
   * bytes of an image must not change while the call runs.
   */
  readonly prompt?: string | EmbedInput | undefined;
  /** A whole conversation. The last user turn is the question; `multiTurn` says what becomes of the earlier turns. */
  readonly messages?: readonly CacheMessage[] | undefined;
  readonly scope?: CacheScope | undefined;
  /** Labels, up to 16 of 1 to 640 characters. A hit carries all of them; a stored answer can be invalidated by each. */
  readonly tags?: readonly string[] | undefined;
  /** Picks the settings of `categories`. */
  readonly category?: string | undefined;
  /** Least cosine similarity for this call, 0 to 1. It can only raise a threshold that is configured. */
  readonly threshold?: number | undefined;
  /**
   * Who answers if the cache does not: a user, an agent or a key, 1 to 128 characters. Stored with the answer for `probation` and
   * `quarantine`; never part of the question. Default: none, which is the application itself.
   */
  readonly writer?: string | undefined;
}

/** Why a request is not answered from the cache and not stored. */
export type BypassReason =
  | "multi-turn"
  | "agent-turn"
  | "empty-prompt"
  /** A text or code of more than 8,192 characters, or an image of more than 20 MiB. */
  | "prompt-too-long"
  /** `condense` failed, or took longer than `embedTimeoutMs`. */
  | "condense-failed";

/** A question that is no text. */
export interface MediaQuestion {
  readonly modality: Exclude<Modality, "text">;
  readonly input: EmbedInput;
  /** Hash of its content. */
  readonly contentId: string;
  /** The scope id that a text in the same scope has. */
  readonly textScopeId: string;
}

/** A request, and the ids that the tiers look for. */
export interface IdentifiedRequest {
  /** 43 characters: 16 of the scope, 27 of the prompt. Also the element's name and the end of the entry's key. */
  readonly entryId: string;
  /**
   * 16 characters (96 bits): a hash of everything that must match exactly, and of a modality other than text. Part of the vector set's
   * key: entries of each modality have a set of their own, because in joint spaces all texts are nearer to a text than any image is.
   */
  readonly scopeId: string;
  /** The question in canonical form: what is hashed and embedded. Of an image: a name made of its hash. */
  readonly text: string;
  /** The question as it was asked. Guards compare it. */
  readonly prompt: string;
  readonly tags: readonly string[];
  readonly category: string | undefined;
  readonly model: string | undefined;
  /** Who answers; not part of the ids. Absent for the application itself. */
  readonly writer?: string | undefined;
  /** Absent for a text. */
  readonly media?: MediaQuestion | undefined;
}
