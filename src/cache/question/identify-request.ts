import { OctavecError } from "../../errors/index.js";
import { canonicalizePrompt } from "../../text/index.js";
import type { BypassReason, CacheRequest, CacheScope, IdentifiedRequest } from "./cache-request.js";
import type { KeyHasher } from "./key-hasher.js";
import type { Question } from "./question.js";
import { scopeText } from "./scope-text.js";

/** Longer prompts are not cached: no embedder reads so much, and two of them are hardly ever the same question. UTF-16 units. */
const MAX_PROMPT_CHARS = 8_192;
const MAX_TAGS = 16;
const MAX_TAG_CHARS = 128;
const NO_TAGS: readonly string[] = [];

export interface IdentityRules {
  readonly hasher: KeyHasher;
  /** Names the vector space, so that vectors of two embedders never meet in one set. */
  readonly space: string;
}

/**
 * Gives a question its identity. Canonical form first, so that requests which differ only in white space or the like are
 * one entry.
 * @throws OctavecError `INVALID_ARGUMENT` for a scope, tags or a category that cannot be part of a key.
 */
export function identifyRequest(
  request: CacheRequest,
  question: Question,
  rules: IdentityRules,
): IdentifiedRequest | { readonly bypass: BypassReason } {
  const { prompt } = question;
  if (prompt.length > MAX_PROMPT_CHARS) return { bypass: "prompt-too-long" };
  const text = canonicalizePrompt(prompt);
  if (text === "") return { bypass: "empty-prompt" };
  const scopeId = scopeIdOf(request.scope, question, rules);
  return {
    entryId: scopeId + rules.hasher.promptId(text),
    scopeId,
    text,
    prompt,
    tags: checkTags(request.tags),
    category: checkCategory(request.category),
    model: request.scope?.model,
  };
}

/** The scope of an entry, from its id. */
export function scopeIdOfEntry(entryId: string): string {
  return entryId.slice(0, 16);
}

const ENTRY_ID = /^[A-Za-z0-9_-]{43}$/;

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function checkEntryId(entryId: unknown): string {
  if (typeof entryId === "string" && ENTRY_ID.test(entryId)) return entryId;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "entryId: expected the 43 characters that a hit or store() gave.",
  );
}

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function checkTags(tags: readonly string[] | undefined): readonly string[] {
  if (tags === undefined) return NO_TAGS;
  if (!Array.isArray(tags) || tags.length > MAX_TAGS) {
    throw new OctavecError("INVALID_ARGUMENT", `tags: expected a list of at most ${MAX_TAGS} texts.`);
  }
  for (const [index, tag] of tags.entries()) {
    if (typeof tag !== "string" || tag.length === 0 || tag.length > MAX_TAG_CHARS) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `tags[${index}]: expected a text of 1 to ${MAX_TAG_CHARS} characters.`,
        { details: { index } },
      );
    }
  }
  return tags.length < 2 ? tags : [...new Set(tags)].sort();
}

function checkCategory(category: string | undefined): string | undefined {
  if (category === undefined || (typeof category === "string" && category.length > 0)) return category;
  throw new OctavecError("INVALID_ARGUMENT", "category: expected a text.");
}

interface RememberedScope {
  readonly fields: CacheScope;
  readonly space: string;
  readonly hasher: KeyHasher;
  readonly scopeId: string;
}

/** Scopes are mostly the same object call after call, with a long system prompt in it: hashed once. */
const remembered = new WeakMap<CacheScope, RememberedScope>();

function scopeIdOf(scope: CacheScope | undefined, question: Question, rules: IdentityRules): string {
  const isPlain = question.system.length === 0 && question.context.length === 0;
  if (!isPlain) return hashScope(scope ?? {}, question, rules);
  if (scope === undefined) return emptyScopeId(rules);
  const known = remembered.get(scope);
  if (
    known !== undefined &&
    known.space === rules.space &&
    known.hasher === rules.hasher &&
    isUnchanged(scope, known)
  ) {
    return known.scopeId;
  }
  const scopeId = hashScope(scope, question, rules);
  remembered.set(scope, { fields: { ...scope }, space: rules.space, hasher: rules.hasher, scopeId });
  return scopeId;
}

/** Of requests that name nothing which must match exactly. */
const emptyScopes = new WeakMap<KeyHasher, { readonly space: string; readonly scopeId: string }>();

function emptyScopeId(rules: IdentityRules): string {
  const known = emptyScopes.get(rules.hasher);
  if (known?.space === rules.space) return known.scopeId;
  const scopeId = hashScope({}, { system: [], context: [] }, rules);
  emptyScopes.set(rules.hasher, { space: rules.space, scopeId });
  return scopeId;
}

function hashScope(
  scope: CacheScope,
  question: Pick<Question, "system" | "context">,
  rules: IdentityRules,
): string {
  return rules.hasher.scopeId(
    JSON.stringify([rules.space, scopeText(scope), question.system, question.context]),
  );
}

/** Objects may have been changed in place: a scope that holds one is hashed every time. */
function isUnchanged(scope: CacheScope, { fields }: RememberedScope): boolean {
  return (
    Object.keys(scope).length === Object.keys(fields).length &&
    scope.tools === undefined &&
    scope.responseFormat === undefined &&
    scope.extra === undefined &&
    scope.model === fields.model &&
    scope.system === fields.system &&
    scope.temperature === fields.temperature &&
    scope.locale === fields.locale &&
    fields.tools === undefined &&
    fields.responseFormat === undefined &&
    fields.extra === undefined
  );
}
