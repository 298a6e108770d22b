import { OctavecError, reading } from "../errors/index.js";

/**
 * Checks each item of a caller's array, and copies it. By index, because an array may have a hole, which is no item, or an
 * iterator of its own.
 *
 * @param what - The call, for the message.
 * @throws OctavecError `INVALID_ARGUMENT` when it is no array or cannot be read; otherwise what `check` throws.
 */
export function checkedList<T, R>(
  what: string,
  expected: string,
  items: readonly T[],
  check: (item: T) => R,
): R[] {
  return reading(what, "INVALID_ARGUMENT", () => {
    if (!Array.isArray(items)) throw new OctavecError("INVALID_ARGUMENT", `${what}: expected ${expected}.`);
    const checked: R[] = [];
    for (let index = 0; index < items.length; index++) checked.push(check(items[index]));
    return checked;
  });
}
