import { OctavecError, requireKnownFields } from "../../errors/index.js";
import type { CacheScope, JsonValue } from "./cache-request.js";
import { canonicalJson } from "./canonical-json.js";
import { type KeyHasher, SCOPE_ID_LENGTH } from "./key-hasher.js";
import { SCOPE } from "./known-fields.js";
import type { Question } from "./question.js";
import type { QuestionContext } from "./question-context.js";

/** The scope of requests that name none. */
const NO_SCOPE: CacheScope = {};

/**
 * Scope ids of each cache, by scope object. Callers mostly pass the same object with every call, often with a long system
 * prompt, which is then hashed once.
 */
const remembered = new WeakMap<KeyHasher, ScopeIds>();
type ScopeIds = WeakMap<CacheScope, { readonly fields: CacheScope; readonly scopeId: string }>;

/** The id of all that must match exactly: the vector space, the scope's fields, and the turns around the question. */
export function scopeIdOf(
  { hasher, space }: Pick<QuestionContext, "hasher" | "space">,
  scope: CacheScope = NO_SCOPE,
  { system, context }: Pick<Question, "system" | "context">,
): string {
  const hash = () => hasher.scopeId(JSON.stringify([space, scopeText(scope), system, context]));
  if (system.length > 0 || context.length > 0) return hash();
  const ofCache: ScopeIds = remembered.get(hasher) ?? new WeakMap();
  remembered.set(hasher, ofCache);
  const known = ofCache.get(scope);
  if (known !== undefined && isUnchanged(scope, known.fields)) return known.scopeId;
  const scopeId = hash();
  ofCache.set(scope, { fields: { ...scope }, scopeId });
  return scopeId;
}

/** The scope of an entry, from its id. */
export function scopeIdOfEntry(entryId: string): string {
  return entryId.slice(0, SCOPE_ID_LENGTH);
}

/** The objects in a scope may have been changed in place, so a scope that holds one is hashed every time. */
function isUnchanged(scope: CacheScope, fields: CacheScope): boolean {
  const names = Object.keys(scope) as (keyof CacheScope)[];
  return (
    names.length === Object.keys(fields).length &&
    names.every((name) => typeof scope[name] !== "object" && scope[name] === fields[name])
  );
}

/**
 * The same text for all scopes that mean the same: object members are sorted by name, a temperature counts by its class, and
 * `undefined` counts as absent.
 * @throws OctavecError `INVALID_ARGUMENT` for an unknown field, or a value that JSON cannot hold.
 */
function scopeText(scope: CacheScope): string {
  requireKnownFields(scope, SCOPE);
  const members: Record<string, JsonValue> = {};
  for (const [field, value] of Object.entries(scope)) {
    if (value === undefined) continue;
    members[field] = field === "temperature" ? samplingClass(value) : value;
  }
  return canonicalJson(members, "scope");
}

/** Temperatures of one class share answers: 0, up to 0.5, up to 1, above. */
function samplingClass(temperature: unknown): string {
  if (typeof temperature !== "number" || !(temperature >= 0)) {
    throw new OctavecError("INVALID_ARGUMENT", "scope: temperature: expected a number from 0.");
  }
  if (temperature === 0) return "greedy";
  if (temperature <= 0.5) return "focused";
  return temperature <= 1 ? "balanced" : "creative";
}
