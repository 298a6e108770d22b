import { types } from "node:util";
import { OctavecError, reading } from "../errors/index.js";
import type { Attributes, ResolvedRepositoryOptions, UpdateWhereOptions } from "../options/index.js";
import { checkedAttributes } from "./checked-attributes.js";
import { instantOf, withInstant, withoutInstant } from "./expiry/stored-instant.js";
import type { JudgedElement } from "./matching-pages.js";

/** New values by field. `undefined` removes a field. */
export type AttributesPatch<A extends Attributes = Attributes> = {
  readonly [Field in keyof A]?: A[Field] | undefined;
};

/** Returns the patch for the present attributes, or undefined to leave them. May be called several times for a record. */
export type AttributesUpdate<A extends Attributes = Attributes> = (
  attributes: A | undefined,
) => AttributesPatch<A> | undefined;

/** Computes the new attributes of an element as JSON text; undefined if it is to stay as it is. */
export type Patcher = (element: JudgedElement) => string | undefined;

/**
 * Checks and copies a patch, so that the caller may change it afterwards.
 *
 * @param call - Name of the user's call, for messages.
 * @throws OctavecError `INVALID_ARGUMENT` if the patch is neither a plain object nor a function.
 */
export function patcherOf<A extends Attributes>(
  call: string,
  given: AttributesPatch<A> | AttributesUpdate<A>,
  mode: UpdateWhereOptions["mode"],
  options: ResolvedRepositoryOptions,
): Patcher {
  const copied = typeof given === "function" ? undefined : copyOf(call, given);
  return (element) => {
    const patch = copied ?? patchBy(call, given as AttributesUpdate<A>, element);
    if (patch === undefined) return undefined;
    const merged = { ...(mode !== "replace" ? mergeable(call, element) : {}), ...patch };
    // Without the removed fields, because a schema may know a field that is undefined as little as one that is unknown.
    const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
    const instantMs = instantOf(element.stored);
    const plain = checkedAttributes(kept, options);
    const text = instantMs === undefined ? plain : withInstant(plain, instantMs);
    return element.stored.equals(Buffer.from(text)) ? undefined : text;
  };
}

function patchBy<A extends Attributes>(
  call: string,
  update: AttributesUpdate<A>,
  element: JudgedElement,
): object | undefined {
  const patch: unknown = update(element.attributes as A | undefined);
  if (patch === undefined) return undefined;
  if (types.isPromise(patch)) {
    patch.catch(() => {});
    throw notAPatch(call, "a promise");
  }
  return copyOf(call, patch);
}

function copyOf(call: string, patch: unknown): object {
  return reading(`${call}: patch`, "INVALID_ATTRIBUTES", () => {
    if (typeof patch !== "object" || patch === null || Array.isArray(patch))
      throw notAPatch(
        call,
        patch === null ? "null" : Array.isArray(patch) ? "an array" : `a ${typeof patch}`,
      );
    return copyPlain(patch) as object;
  });
}

function notAPatch(call: string, got: string): OctavecError {
  return new OctavecError(
    "INVALID_ARGUMENT",
    `${call}: expected an object with new values by field, or a function that returns one at once, got ${got}.`,
  );
}

/** A longer array is refused by the check of the attributes, which reads it only so far. */
const MAX_ITEMS = 1_000_000;

/**
 * A copy of plain objects and arrays at every depth. An object that occurs several times is copied once. What else there may be is
 * for the check of the attributes.
 */
function copyPlain(value: unknown, copies = new Map<object, object>()): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    if (value.length > MAX_ITEMS) return value;
    const items: unknown[] = [];
    copies.set(value, items);
    for (let index = 0; index < value.length; index++) items.push(copyPlain(value[index], copies));
    return items;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return value;
  const copy = {};
  copies.set(value, copy);
  for (const [field, inner] of Object.entries(value)) {
    // Unlike an assignment, this makes `__proto__` a field like any other.
    const made = { value: copyPlain(inner, copies), writable: true, enumerable: true, configurable: true };
    Object.defineProperty(copy, field, made);
  }
  return copy;
}

/** @throws OctavecError `INVALID_ATTRIBUTES` if another program has stored something that is no JSON object, which would be lost. */
function mergeable(call: string, { stored, attributes }: JudgedElement): Attributes {
  if (attributes !== undefined) return attributes;
  if (stored.length === 0 || withoutInstant(stored.toString()) === undefined) return {};
  throw new OctavecError(
    "INVALID_ATTRIBUTES",
    `${call}: another program has stored attributes that are no JSON object, so nothing can be merged with them. Use mode: "replace" to overwrite them.`,
  );
}
