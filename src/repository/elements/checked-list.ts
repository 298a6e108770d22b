import { OctavecError, reading } from "../../errors/index.js";

/**
 * Checks each item of a caller's array and copies the array. It reads by index, because an array may have holes or its own
 * iterator.
 *
 * @param what - Name of the call in messages.
 * @throws OctavecError `INVALID_ARGUMENT` if it is not an array or cannot be read. Errors of `check`.
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
